package ebm

import "fmt"

const shortLadder = "ebm: a ladder has at least two temperatures"

// LinearBetas returns n inverse temperatures from 0 to 1, evenly spaced. It
// panics if n < 2.
func LinearBetas(n int) []float64 { return ladder(n, []rail{{1, 1}}) }

// PublishedBetas returns n inverse temperatures from 0 to 1 with the spacing of
// Salakhutdinov and Murray (2008), who took 500 from 0 to 0.5, 4000 from there to
// 0.9 and 10 000 from there to 1: most of them where an RBM mixes slowly. It
// panics if n < 2.
func PublishedBetas(n int) []float64 {
	return ladder(n, []rail{{0.5, 500. / 14500}, {0.9, 4000. / 14500}, {1, 10000. / 14500}})
}

// rail is an evenly spaced part of a ladder.
type rail struct{ to, share float64 }

// ladder places the share of each rail, in order.
func ladder(n int, rails []rail) []float64 {
	if n < 2 {
		panic(shortLadder)
	}
	betas := make([]float64, n)
	for i := range betas {
		at, from := float64(i)/float64(n-1), 0.0
		for _, r := range rails {
			if at <= r.share {
				betas[i] = from + (r.to-from)*at/r.share
				break
			}
			at, from = at-r.share, r.to
		}
	}
	betas[n-1] = 1 // shares may not add up to the last bit
	return betas
}

// checkLadder returns an error that wraps ErrSettings and names the first wrong
// temperature, if there is one.
func checkLadder(betas []float64) error {
	bad := func(format string, args ...any) error {
		return fmt.Errorf("ebm: "+format+": %w", append(args, ErrSettings)...)
	}
	last := len(betas) - 1
	if last < 1 {
		return bad("Betas has %d temperatures, want at least 0 and 1", len(betas))
	}
	if betas[0] != 0 {
		return bad("Betas[0] is %g, want 0", betas[0])
	}
	for k := 1; k <= last; k++ {
		if !(betas[k] > betas[k-1]) {
			return bad("Betas[%d] is %g after %g: temperatures increase from 0 to 1", k, betas[k], betas[k-1])
		}
	}
	if betas[last] != 1 {
		return bad("Betas[%d], the last, is %g, want 1", last, betas[last])
	}
	return nil
}
