package notebook

import (
	"fmt"

	"github.com/gonb-ebm/gonb-ebm/ebm"
	"github.com/gonb-ebm/gonb-ebm/plotting"
)

// filters draws the first columns of the weights, if there are weights of that size.
func filters(s MonitorSettings, r *run, model any) []drawing {
	if s.Height == 0 || r.level > 0 { // upper levels do not see images, whatever their size
		return nil
	}
	weights, ok := weightsOf(model, s.Height*s.Width)
	return []drawing{func() (*plotting.Figure, error) {
		if !ok {
			return nil, fmt.Errorf("no filters: the model has no weights of %d×%d = %d rows", s.Height, s.Width, s.Height*s.Width)
		}
		return plotting.Filters(weights, plotting.Tiles{Height: s.Height, Width: s.Width, Max: s.Filters, Columns: filterColumns, Title: r.stackTitle()})
	}}
}

// weightsOf is the first parameter of model that has so many rows.
func weightsOf(model any, rows int) (ebm.Matrix, bool) {
	if m, ok := model.(interface{ Params() []ebm.Param }); ok {
		for _, p := range m.Params() {
			if p.Value.Rows == rows {
				return p.Value, true
			}
		}
	}
	return ebm.Matrix{}, false
}

// reconstructions draws the images of s beside what the model makes of them, if it can.
func reconstructions(s MonitorSettings, r *run, model any) []drawing {
	m, ok := model.(ebm.Reconstructor)
	if !ok || r.level > 0 || s.Images.Rows == 0 || !takes(model, s.Images.Cols) {
		return nil
	}
	return []drawing{func() (*plotting.Figure, error) {
		shown := s.Images.Slice(0, min(s.Images.Rows, filterColumns))
		again := ebm.NewMatrix(shown.Rows, shown.Cols)
		m.Reconstruct(again, shown)
		return plotting.Comparison(shown, plotting.Tiles{Height: s.Height, Width: s.Width, Title: r.stackTitle()}, plotting.Version{Name: "reconstruction", Rows: again})
	}}
}

// stackTitle says of which level of a stack pictures are.
func (r *run) stackTitle() string {
	if !r.showLevel {
		return ""
	}
	return capital(r.levelTitle())
}

// takes reports whether the rows of a model are that long, as far as it says.
func takes(model any, length int) bool {
	m, ok := model.(interface{ NumVisible() int })
	return !ok || m.NumVisible() == length
}
