package ebm_test

// The network 784-500-500-2000-10 on all of MNIST.
var (
	deep3 = deep{sizes: deepSizes, pretrain: 10, epochs: 35, rate: 0.1, inputs: 0.2, hidden: 0.2}
	deep6 = deep{sizes: deepSizes, pretrain: 15, epochs: 90, rate: 0.1, inputs: 0.2, hidden: 0.3}
)

var _ = reference(
	finetuned("3min", deep3, deep3.random(50), 1.2),
	finetuned("6min", deep6, deep6.random(110), 1.1),
	choice("choice", deep3, deep3.dropping(0.2, 0.3), deep3.dropping(0.2, 0.5), deep3.dropping(0, 0)),
)

// random is the recipe from random weights for so many epochs.
func (r deep) random(epochs int) deep {
	r.pretrain, r.epochs = 0, epochs
	return r
}

// dropping is the recipe with other shares of dropout.
func (r deep) dropping(inputs, hidden float64) deep {
	r.inputs, r.hidden = inputs, hidden
	return r
}
