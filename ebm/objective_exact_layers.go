package ebm

// layerGrads is the model term of the parameters of both layers.
type layerGrads struct {
	self, other layerGrad
}

// layerGrad is the expectation of de/dθ of one layer.
type layerGrad struct {
	layer  Layer
	grad   []Param     // where it goes in the end
	block  []Param     // float32, of one block of states
	sums   [][]float64 // of all blocks
	linear bool        // de/dθ is linear in the state: its expectation is that of the mean state
}

func newLayerGrads(s side, self, other []Param) *layerGrads {
	return &layerGrads{newLayerGrad(s.self, self), newLayerGrad(s.other, other)}
}

func newLayerGrad(l Layer, grad []Param) layerGrad {
	g := layerGrad{layer: l, grad: grad}
	if _, g.linear = twoStateBias(l); g.linear {
		return g
	}
	g.block = zeros(l.Params())
	for _, p := range g.block {
		g.sums = append(g.sums, make([]float64, len(p.Value.Data)))
	}
	return g
}

// add adds Σ_l p_l E[de/dθ | x_l] over a block of states.
func (g *layerGrads) add(p []float64, x, in, mean Matrix) {
	g.self.each(p, func(grad []Param, share float64, i int) {
		g.self.layer.AddGrad(grad, share, x.Slice(i, i+1))
	})
	g.other.each(p, func(grad []Param, share float64, i int) {
		g.other.layer.AddMeanGrad(grad, share, in.Slice(i, i+1), mean.Slice(i, i+1))
	})
}

// each lets add do one state at a time, since a layer takes one weight for all
// rows.
func (g *layerGrad) each(p []float64, add func(grad []Param, share float64, i int)) {
	if g.linear {
		return
	}
	for _, b := range g.block {
		clear(b.Value.Data)
	}
	for i, share := range p {
		add(g.block, share, i)
	}
	for k, b := range g.block {
		for i, v := range b.Value.Data {
			g.sums[k][i] += float64(v)
		}
	}
}

// finish adds scale times the expectations to the gradient.
func (g *layerGrads) finish(scale float64, m expectations) {
	g.self.finish(scale, m.self)
	g.other.finish(scale, m.other)
}

func (g *layerGrad) finish(scale float64, mean []float64) {
	if g.linear {
		x := NewMatrix(1, len(mean))
		for j, v := range mean {
			x.Data[j] = float32(v)
		}
		g.layer.AddGrad(g.grad, scale, x)
		return
	}
	for k, p := range g.grad {
		cols := p.Value.Cols
		for i := range p.Value.Rows {
			row := p.Value.Row(i)
			for j := range row {
				row[j] += float32(scale * g.sums[k][i*cols+j])
			}
		}
	}
}
