package ebm

import "fmt"

// maxJoined bounds how deep joined layers lie within each other in a file. The
// names of their parameters grow with the depth, and with them what a short
// file could claim.
const maxJoined = 8

func describeJoined(l Layer, a *layerArchitecture) (bool, error) {
	j, ok := l.(*Joined)
	if !ok {
		return false, nil
	}
	if depth(j) > maxJoined {
		return false, fmt.Errorf("layers joined within each other more than %d deep: join all parts in one: %w", maxJoined, ErrUnsupported)
	}
	for i, part := range j.Layers {
		p, err := describeLayer(part)
		if err != nil {
			return false, fmt.Errorf("part %d: %w", i, err)
		}
		a.Parts = append(a.Parts, p)
	}
	return true, nil
}

func buildJoined(a layerArchitecture) (Layer, error) {
	if a.depth() > maxJoined {
		return nil, fmt.Errorf("%w: layers joined within each other more than %d deep", ErrFormat, maxJoined)
	}
	rest := a.N
	for _, p := range a.Parts {
		if p.N < 1 || p.N > rest {
			return nil, fmt.Errorf("%w: a part of %d units in a joined layer of %d", ErrFormat, p.N, a.N)
		}
		rest -= p.N
	}
	if rest != 0 || len(a.Parts) == 0 {
		return nil, fmt.Errorf("%w: the parts of a joined layer have %d units, not %d", ErrFormat, a.N-rest, a.N)
	}
	parts := make([]Layer, len(a.Parts))
	for i, p := range a.Parts {
		part, err := buildLayer(p, p.N)
		if err != nil {
			return nil, fmt.Errorf("part %d: %w", i, err)
		}
		parts[i] = part
	}
	return NewJoined(parts...), nil
}

// depth is how many joined layers l is, one within the other.
func depth(l Layer) int {
	j, ok := l.(*Joined)
	if !ok {
		return 0
	}
	deepest := 0
	for _, part := range j.Layers {
		deepest = max(deepest, depth(part))
	}
	return deepest + 1
}

func (a layerArchitecture) depth() int {
	if a.Parts == nil {
		return 0
	}
	deepest := 0
	for _, part := range a.Parts {
		deepest = max(deepest, part.depth())
	}
	return deepest + 1
}
