package ebm

// Conditional is the [Trainable] of a network, over rows of inputs, which are
// binary, and targets. Its free energy is -log p(target|input).
type Conditional struct{ *conditional }

// Conditionals are those of the networks that are tested, with each number of
// frozen stages.
func Conditionals() map[string][]Conditional {
	all := map[string][]Conditional{}
	for name, net := range testNetworks() {
		for first := range net {
			b, err := newBackpropagation(net, first, testDrops(net))
			if err != nil {
				panic(err)
			}
			all[name] = append(all[name], Conditional{&conditional{pairs: pairs{net.numIn(), net.numOut()}, backpropagation: b}})
		}
	}
	return all
}

func (c Conditional) FreeEnergy(dst []float64, v Matrix) {
	x, y := c.split(v)
	c.net.negLogLikelihoods(dst, x, y)
}

// VisibleLayer says what inputs and targets can be.
func (c Conditional) VisibleLayer() Layer {
	return NewJoined(NewBernoulli(c.inputs), c.net[len(c.net)-1].Layer)
}
