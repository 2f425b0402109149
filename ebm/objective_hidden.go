package ebm

import "github.com/gonb-ebm/gonb-ebm/ebm/internal/kernel"

// hiddenMeans knows the mean of E[h|v] over a batch.
type hiddenMeans struct{ scratch Matrix }

// mean stores it for data, with which obj has just been called: it may have
// computed E[h|v].
func (s *hiddenMeans) mean(dst []float32, obj Objective, m *RBM, data Matrix) {
	h := hiddenOf(obj)
	if h.Rows == 0 {
		if s.scratch.Rows < data.Rows {
			s.scratch = NewMatrix(data.Rows, m.NumHidden())
		}
		h = s.scratch.Slice(0, data.Rows)
		m.HiddenMean(h, data)
	}
	clear(dst)
	kernel.AddColumnSums(dst, 1/float64(h.Rows), h.Data, h.Rows, h.Stride)
}

// hiddenOf returns the hidden means that obj has of its last batch, or no rows.
func hiddenOf(obj Objective) Matrix {
	for {
		switch o := obj.(type) {
		case interface{ dataHidden() Matrix }:
			return o.dataHidden()
		case interface{ Unwrap() Objective }:
			obj = o.Unwrap()
		default:
			return Matrix{}
		}
	}
}
