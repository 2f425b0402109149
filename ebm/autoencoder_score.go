package ebm

// examiner measures the training sample, or all held-out rows of pairs.
func (n network) examiner(p pairs, heldOut Source) func(x, y Matrix, held bool) []Metric {
	return func(x, y Matrix, held bool) []Metric {
		if !held {
			loss, squares := n.score(x, y)
			return []Metric{mean(MetricLoss, loss), mean(MetricSquaredError, squares)}
		}
		var loss, squares []float64
		_ = eachBlock(heldOut, func(_ int, rows Matrix) error {
			l, s := n.score(p.split(rows))
			loss, squares = append(loss, l...), append(squares, s...)
			return nil
		})
		return []Metric{mean(MetricHeldOutLoss, loss), mean(MetricHeldOutSquaredError, squares)}
	}
}

// score returns -log p(y|x), in nats, and the squared error Σ_i (y_i - y'_i)² of
// each row.
func (n network) score(x, y Matrix) (loss, squares []float64) {
	loss, squares = make([]float64, x.Rows), make([]float64, x.Rows)
	n.lossesAndMeans(loss, x, y, func(i int, mean []float32) { squares[i] = squaredDistance(mean, y.Row(i)) })
	return loss, squares
}

// squaredDistance is summed in float64.
func squaredDistance(x, y []float32) (sum float64) {
	for i, a := range x {
		d := float64(a) - float64(y[i])
		sum += d * d
	}
	return sum
}
