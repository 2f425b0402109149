package plotting

import (
	"fmt"

	"gonum.org/v1/gonum/mat"
)

// Strips shows how states change from left to right: row c of steps[k] is the state of chain c after the k-th of some
// moments of a Gibbs chain (all B×D), and becomes the tile in row c and column k. t.RowNames name the chains, such as
// the label that each was clamped to, t.ColumnNames the moments. The tiles are those of Samples.
//
//	plotting.Strips(dreams, plotting.Tiles{Height: 28, Width: 28,
//		RowNames: digits, ColumnNames: []string{"0", "1", "10", "100", "1000"}})
//
// It returns the errors of Samples, and one if there are no steps or they differ in size.
func Strips[M mat.Matrix](steps []M, t Tiles) (*Figure, error) {
	if len(steps) == 0 {
		return nil, fmt.Errorf("plotting: Strips without steps: pass the states at one moment at least")
	}
	s := strips{each: make([]mat.Matrix, len(steps))}
	for k, m := range steps {
		name := fmt.Sprintf("steps[%d]", k)
		rows, cols, err := dims(name, m)
		if err != nil {
			return nil, err
		}
		if k > 0 && (rows != s.chains || cols != s.cols) {
			return nil, fmt.Errorf("plotting: %s is %d×%d but steps[0] is %d×%d: pass the same chains at each moment", name, rows, cols, s.chains, s.cols)
		}
		s.each[k], s.chains, s.cols = m, rows, cols
		for i := range rows {
			for j := range cols {
				if _, err := finiteAt(name, m, i, j); err != nil {
					return nil, err
				}
			}
		}
	}
	if t.Columns != 0 && t.Columns != len(steps) {
		return nil, fmt.Errorf("plotting: Strips: Tiles.Columns is %d for %d steps: leave it 0", t.Columns, len(steps))
	}
	t.Columns = len(steps)
	if t.Max == 0 {
		t.Max = s.chains * len(steps)
	}
	return Samples(s, t)
}

// strips is the matrix with the steps of chain 0, then those of chain 1, ...
type strips struct {
	each         []mat.Matrix
	chains, cols int
}

func (s strips) Dims() (rows, cols int) { return s.chains * len(s.each), s.cols }
func (s strips) At(i, j int) float64    { return s.each[i%len(s.each)].At(i/len(s.each), j) }
func (s strips) T() mat.Matrix          { return mat.Transpose{Matrix: s} }
