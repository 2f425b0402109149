package notebook

import (
	"slices"
	"testing"

	"github.com/gonb-ebm/gonb-ebm/ebm"
	"github.com/gonb-ebm/gonb-ebm/plotting"
)

var (
	_ Exchanger = (*ebm.Tempering)(nil)
	_ Exchanger = (*ebm.ParallelTempering)(nil)
)

type counts []ebm.Stats

func (c counts) Betas() []float64   { return []float64{0, 0.25, 0.5, 1} }
func (c counts) Swaps() []ebm.Stats { return c }

func TestLadder(t *testing.T) {
	l := Ladder("tuned", counts{{Proposed: 8, Accepted: 6}, {}, {Proposed: 10, Accepted: 10}})
	if l.Name != "tuned" || !slices.Equal(l.Rates, []float64{0.75, 0, 1}) || len(l.Betas) != 4 {
		t.Errorf("%+v", l)
	}
	if _, err := plotting.SwapRates(0.4, l); err != nil {
		t.Error(err)
	}
}
