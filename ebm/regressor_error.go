package ebm

import "fmt"

// SquaredError returns the squared error Σ_i (y_i - y'_i)² of the prediction for
// a row of data (n×D) whose target is that row of targets (n×NumOutputs),
// averaged over rows, and its standard error. Sources that draw give their
// means. Errors wrap [ErrSettings] for data without rows, of another width or
// another number of rows than targets, and [ErrValue] for values that the
// visible units of the stack could not take or targets that are not finite. It
// panics if data or targets is nil.
func (r *Regressor) SquaredError(data, targets Source) (Metric, error) {
	squares, err := r.squares(data, targets)
	if err != nil {
		return Metric{}, err
	}
	return mean(MetricSquaredError, squares), nil
}

// R2 returns the coefficient of determination, 1 less the sum of squared errors
// over that of the differences of the targets from their means: 1 is perfect,
// and the means themselves would have 0. Errors and panics are those of
// SquaredError, and one that wraps [ErrSettings] for targets that do not vary.
func (r *Regressor) R2(data, targets Source) (float64, error) {
	squares, err := r.squares(data, targets)
	if err != nil {
		return 0, err
	}
	all, err := variation(targets)
	if err != nil {
		return 0, err
	}
	if all == 0 {
		return 0, fmt.Errorf("ebm: the targets do not vary, so there is no R²: %w", ErrSettings)
	}
	var left float64
	for _, x := range squares {
		left += x
	}
	return 1 - left/all, nil
}

// squares are the squared errors of all rows.
func (r *Regressor) squares(data, targets Source) ([]float64, error) {
	r.mustHold()
	if data == nil || targets == nil {
		panic(nilData)
	}
	if n, _ := data.Dims(); n == 0 {
		return nil, fmt.Errorf("ebm: no rows to predict: %w", ErrSettings)
	}
	rows, err := r.beside(data, targets)
	if err != nil {
		return nil, err
	}
	p, net := pairs{r.NumVisible(), r.NumOutputs()}, network(r.Stages)
	var squares []float64
	err = eachBlock(rows, func(first int, block Matrix) error {
		x, y := p.split(block)
		if err := r.Check(x); err != nil {
			return inSource(err, first, data)
		}
		_, s := net.score(x, y)
		squares = append(squares, s...)
		return nil
	})
	return squares, err
}

// variation is the sum over rows and columns of the squared difference from the
// column's mean, by two passes: one would cancel where means are large.
func variation(x Source) (sum float64, err error) {
	n, cols := x.Dims()
	means := make([]float64, cols)
	each := func(f func(j int, v float64)) error {
		return eachBlock(x, func(_ int, rows Matrix) error {
			for i := range rows.Rows {
				for j, v := range rows.Row(i) {
					f(j, float64(v))
				}
			}
			return nil
		})
	}
	if err = each(func(j int, v float64) { means[j] += v / float64(n) }); err != nil {
		return 0, err
	}
	err = each(func(j int, v float64) { sum += (v - means[j]) * (v - means[j]) })
	return sum, err
}
