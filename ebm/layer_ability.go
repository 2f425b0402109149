package ebm

// Ability returns l as an A, one of the optional abilities of a [Layer] such as
// [Enumerator], and whether l has it. Ask this rather than with a type
// assertion: a [Joined] layer has an ability if all of its parts have it, which
// its type cannot say. Its methods panic if a part lacks theirs.
func Ability[A any](l Layer) (ability A, ok bool) {
	ability, ok = l.(A)
	if j, joined := l.(interface{ parts() []Layer }); ok && joined {
		for _, part := range j.parts() {
			if _, can := Ability[A](part); !can {
				var none A
				return none, false
			}
		}
	}
	return ability, ok
}

// mustHave is Ability of a part of a Joined layer.
func mustHave[A any](part Layer) A {
	a, ok := Ability[A](part)
	if !ok {
		panic(noAbility)
	}
	return a
}

const noAbility = "ebm: a part of a joined layer lacks an ability: ask Ability first"
