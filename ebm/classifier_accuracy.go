package ebm

import "fmt"

// verdict is what the network makes of a row whose label is known.
type verdict struct {
	label, predicted int
	loss             float64 // -log p(label|v), in nats
}

// judge hands the verdict on each row of pairs to f, in order.
func (c *Classifier) judge(rows Source, f func(row int, v verdict)) {
	split, loss, predicted := pairs{c.NumVisible(), c.Classes()}, make([]float64, blockRows), make([]int, blockRows)
	_ = eachBlock(rows, func(first int, block Matrix) error {
		x, y := split.split(block)
		network(c.Stages).lossesAndMeans(loss[:x.Rows], x, y, func(i int, mean []float32) { predicted[i] = mostProbable(mean) })
		for i := range x.Rows {
			f(first+i, verdict{label: mostProbable(y.Row(i)), predicted: predicted[i], loss: loss[i]})
		}
		return nil
	})
}

// examiner measures the training sample, or all held-out rows of pairs.
func (c *Classifier) examiner(heldOut Source) func(x, y Matrix, held bool) []Metric {
	return func(x, y Matrix, held bool) []Metric {
		if held {
			return c.score(heldOut, MetricHeldOutLoss, MetricHeldOutError)
		}
		return c.score(beside{x, y}, MetricLoss, MetricError)
	}
}

// score returns the mean loss and the share of wrong rows, under these names.
func (c *Classifier) score(rows Source, lossName, errorName string) []Metric {
	n, _ := rows.Dims()
	loss, wrong := make([]float64, n), make([]float64, n)
	c.judge(rows, func(i int, v verdict) {
		loss[i] = v.loss
		if v.predicted != v.label {
			wrong[i] = 1
		}
	})
	return []Metric{mean(lossName, loss), mean(errorName, wrong)}
}

// Accuracy returns the share of the rows of data (n×D) whose label is predicted,
// with its standard error over rows. A source that draws gives its means. Errors
// wrap [ErrSettings]: data without rows or of another width, labels out of range
// or of another number; or [ErrValue] for data that the visible units of the
// stack could not take. It panics if data is nil.
func (c *Classifier) Accuracy(data Source, labels []int) (Metric, error) {
	rows, err := c.labelled(data, labels)
	if err != nil {
		return Metric{}, err
	}
	n, _ := rows.Dims()
	right := make([]float64, n)
	c.judge(rows, func(i int, v verdict) {
		if v.predicted == v.label {
			right[i] = 1
		}
	})
	return mean("accuracy", right), nil
}

// ConfusionMatrix returns how many rows with the label i are predicted to be of
// class j, in row i and column j. Errors and panics are those of Accuracy.
func (c *Classifier) ConfusionMatrix(data Source, labels []int) ([][]int, error) {
	rows, err := c.labelled(data, labels)
	if err != nil {
		return nil, err
	}
	counts := make([][]int, c.Classes())
	for i := range counts {
		counts[i] = make([]int, c.Classes())
	}
	c.judge(rows, func(_ int, v verdict) { counts[v.label][v.predicted]++ })
	return counts, nil
}

// labelled joins data and labels that can be compared with predictions.
func (c *Classifier) labelled(data Source, labels []int) (Source, error) {
	c.mustHold()
	if data == nil {
		panic(nilData)
	}
	if n, _ := data.Dims(); n == 0 {
		return nil, fmt.Errorf("ebm: no rows to classify: %w", ErrSettings)
	}
	rows, err := c.beside(data, labels)
	if err != nil {
		return nil, err
	}
	return rows, eachBlock(data, func(first int, x Matrix) error { return inSource(c.Check(x), first, data) })
}
