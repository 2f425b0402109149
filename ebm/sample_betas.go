package ebm

import "fmt"

// badBetas is what constructors without an error panic with.
const badBetas = "ebm: betas, the inverse temperatures, must increase from 0 to 1"

// checkBetas returns an error that wraps ErrSettings unless betas increase from
// 0 to 1.
func checkBetas(betas []float64) error {
	bad := func(format string, args ...any) error {
		return fmt.Errorf(badBetas+"; "+format+": %w", append(args, ErrSettings)...)
	}
	last := len(betas) - 1
	if last < 1 {
		return bad("there are %d, want at least 2", len(betas))
	}
	if betas[0] != 0 {
		return bad("betas[0], the first one, is %g", betas[0])
	}
	for i := 1; i <= last; i++ {
		if !(betas[i] > betas[i-1]) {
			return bad("betas[%d] is %g after %g", i, betas[i], betas[i-1])
		}
	}
	if betas[last] != 1 {
		return bad("betas[%d], the last one, is %g", last, betas[last])
	}
	return nil
}
