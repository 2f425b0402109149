package ebm

import "fmt"

// offsets are μ and λ of a centred gradient and what they are made of.
type offsets struct {
	from       Offsets
	rate       float64
	mu, lambda Matrix // 1×D, 1×M: of this step

	dataVisible, dataHidden   slidingMean
	modelVisible, modelHidden slidingMean

	// Scratch of a step.
	visibleMean, hiddenMean []float32 // of the batch, then of the model
	known                   hiddenMeans
	visible, hidden         []Param   // gradients of the layers
	ga, gb                  Matrix    // their biases, 1×D and 1×M
	left, right             Matrix    // 2×D, 2×M: [μ; ga], [gb; λ]
	dots                    []float64 // of the rows of a batch
	column                  Matrix    // the same in float32
}

func newOffsets(m *RBM, from Offsets) (*offsets, error) {
	const what = "centred gradient"
	visibleBias, err := biasIndices(m.Visible, what)
	if err != nil {
		return nil, err
	}
	hiddenBias, err := biasIndices(m.Hidden, what)
	if err != nil {
		return nil, err
	}
	d, n := m.NumVisible(), m.NumHidden()
	o := &offsets{
		from: from, mu: NewMatrix(1, d), lambda: NewMatrix(1, n),
		dataVisible: newSlidingMean(d), dataHidden: newSlidingMean(n),
		modelVisible: newSlidingMean(d), modelHidden: newSlidingMean(n),
		visibleMean: make([]float32, d), hiddenMean: make([]float32, n),
		left: NewMatrix(2, d), right: NewMatrix(2, n),
	}
	o.visible, o.ga = biasedZeros(m.Visible, visibleBias)
	o.hidden, o.gb = biasedZeros(m.Hidden, hiddenBias)
	return o, nil
}

// moveData takes the means of the batch into the sliding ones.
func (o *offsets) moveData() {
	o.dataVisible.move(o.visibleMean, o.rate)
	o.dataHidden.move(o.hiddenMean, o.rate)
}

// moveModel does the same for the model's means, which the gradients of the
// biases tell: ga is the mean over the model less the mean over the data. The
// means of the batch become those of the model.
func (o *offsets) moveModel(ga, gb []float32) {
	for i, g := range ga {
		o.visibleMean[i] += g
	}
	for j, g := range gb {
		o.hiddenMean[j] += g
	}
	o.modelVisible.move(o.visibleMean, o.rate)
	o.modelHidden.move(o.hiddenMean, o.rate)
}

// mix makes the offsets of this step.
func (o *offsets) mix() {
	fill := func(dst, data, model []float32) {
		switch o.from {
		case DataOffsets:
			copy(dst, data)
		case ModelOffsets:
			copy(dst, model)
		case MeanOffsets:
			for i := range dst {
				dst[i] = (data[i] + model[i]) / 2
			}
		}
	}
	fill(o.mu.Data, o.dataVisible.value.Data, o.modelVisible.value.Data)
	fill(o.lambda.Data, o.dataHidden.value.Data, o.modelHidden.value.Data)
}

// resize makes room for dots of that many rows.
func (o *offsets) resize(rows int) {
	if len(o.dots) < rows {
		o.dots, o.column = make([]float64, rows), NewMatrix(rows, 1)
	}
}

// pair fills left and right, whose outer product centres gW.
func (o *offsets) pair(ga, gb Matrix) {
	copy(o.left.Row(0), o.mu.Data)
	copy(o.left.Row(1), ga.Data)
	copy(o.right.Row(0), gb.Data)
	copy(o.right.Row(1), o.lambda.Data)
}

func (o *offsets) state() []Param {
	var all []Param
	for _, s := range []struct {
		name string
		mean *slidingMean
	}{
		{"data.visible", &o.dataVisible}, {"data.hidden", &o.dataHidden},
		{"model.visible", &o.modelVisible}, {"model.hidden", &o.modelHidden},
	} {
		all = append(all, s.mean.state("offset."+s.name)...)
	}
	return all
}

// columnMeans stores the means of the columns of data.
func columnMeans(dst []float64, data Source) error {
	rows, cols := data.Dims()
	if rows == 0 || cols != len(dst) {
		return fmt.Errorf("ebm: data of %d rows and %d columns for offsets of %d visible units: %w", rows, cols, len(dst), ErrSettings)
	}
	err := eachBlock(data, func(_ int, x Matrix) error {
		for i := range x.Rows {
			for j, v := range x.Row(i) {
				dst[j] += float64(v)
			}
		}
		return nil
	})
	for j := range dst {
		dst[j] /= float64(rows)
	}
	return err
}
