package ebm

import "fmt"

// Names of the metrics that an [Autoencoder] and a [Regressor] report beside
// [MetricLoss].
const (
	// MetricSquaredError is the squared error Σ_i (y_i - y'_i)² of a row, averaged
	// over rows, where y is the target, or the row itself, and y' what a model
	// makes of it.
	MetricSquaredError = "squared error"
	// MetricHeldOutSquaredError is MetricSquaredError of held-out rows.
	MetricHeldOutSquaredError = "held-out squared error"
)

// squaredErrorOf is the mean squared error of m's reconstructions of data. The
// error wraps ErrSettings if data have no rows or other than cols columns, and
// otherwise is check's.
func squaredErrorOf(m Reconstructor, cols int, check func(v Matrix) error, data Source) (Metric, error) {
	if data == nil {
		panic(nilData)
	}
	rows, width := data.Dims()
	if rows == 0 || width != cols {
		return Metric{}, fmt.Errorf("ebm: data of %d rows and %d columns for codes of %d columns: %w", rows, width, cols, ErrSettings)
	}
	errs := make([]float64, 0, rows)
	err := eachBlock(data, func(first int, x Matrix) error {
		if err := check(x); err != nil {
			return inSource(err, first, data)
		}
		errs = append(errs, reconstructionErrors(m, x)...)
		return nil
	})
	if err != nil {
		return Metric{}, err
	}
	return mean(MetricSquaredError, errs), nil
}
