package ebm

// MetricSquaredError is the squared error Σ_i (y_i - y'_i)² of a row, averaged
// over rows, where y is the target, or the row itself, and y' what a model makes
// of it.
const MetricSquaredError = "squared error"

// squaredErrorOf is the mean squared error of m's reconstructions of data, which
// must have cols columns.
func squaredErrorOf(m Reconstructor, cols int, data Source) Metric {
	if data == nil {
		panic(nilData)
	}
	rows, width := data.Dims()
	if width != cols {
		panic(badShape)
	}
	if rows == 0 {
		panic(emptyBatch)
	}
	errs := make([]float64, 0, rows)
	_ = eachBlock(data, func(_ int, x Matrix) error {
		errs = append(errs, reconstructionErrors(m, x)...)
		return nil
	})
	return mean(MetricSquaredError, errs)
}
