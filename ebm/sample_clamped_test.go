package ebm_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/gonb-ebm/gonb-ebm/ebm"
	"github.com/gonb-ebm/gonb-ebm/ebm/ebmtest"
)

func TestClampedGibbs(t *testing.T) {
	for _, name := range []string{"1x7", "6x4", "8x5 strong", "Gaussian visible"} {
		m := machines()[name]
		ebmtest.TestClamping(t, m, func(held ebm.Matrix) (ebm.Kernel, error) { return ebm.NewClampedGibbs(m, held) })
		if m.NumVisible() == 1 {
			continue // with its one unit held, a kernel moves nothing
		}
		held := ebm.NewMatrix(1, m.NumVisible())
		held.Row(0)[m.NumVisible()/2] = 1
		k, err := ebm.NewClampedGibbs(m, held)
		if err != nil {
			t.Fatal(err)
		}
		ebmtest.TestKernel(t, m, k)
	}
}

// TestHeldMaskErrors: an error says what is wrong and where.
func TestHeldMaskErrors(t *testing.T) {
	m := machines()["6x4"]
	grey := ebm.NewMatrix(3, 6)
	grey.Row(2)[4] = 0.5
	for want, held := range map[string]ebm.Matrix{
		"1×5, want 1×6":      ebm.NewMatrix(1, 5),
		"0×6":                ebm.NewMatrix(0, 6),
		"0.5 in row 2, colu": grey,
	} {
		_, err := ebm.NewClampedGibbs(m, held)
		if !errors.Is(err, ebm.ErrSettings) || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want ErrSettings that says %q", err, want)
		}
	}
}
