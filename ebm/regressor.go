package ebm

// Regressor is a feed-forward network that predicts real numbers: the
// recognition halves of a stack of RBMs, each unit giving its mean, and a linear
// layer of [Gaussian] units on top of them,
//
//	h_l = mean of hidden layer l given h_{l-1}W_l, with h_0 = v (B×D)
//	y' = h_L W + b (B×outputs)
//
// [Regressor.FineTune] trains all of it by backpropagation of half the squared
// error, -log p(y|v) up to a constant for outputs of variance 1: targets of
// another scale should be standardised, each to mean 0 and variance 1.
//
// Methods panic if an argument or the network has the wrong shape. Those that do
// not change the parameters may run concurrently.
type Regressor struct {
	Stages []Stage // from the data up; the last one has Gaussian units

	visible Layer // of the data; Check alone is used, and nil takes everything
}

// NewRegressor copies the weights and hidden layers of d and puts a linear layer
// with parameters 0 on top, so that FineTune begins at the means of the targets.
// A stack that was not trained will do, and a Result of FineTune then says so. It
// panics if d has no RBMs or they do not fit, outputs is below one, or a layer
// cannot be copied, as [RBM.Clone] says.
func NewRegressor(d *DBN, outputs int) *Regressor {
	d.mustStack()
	if outputs < 1 {
		panic(badSize)
	}
	r := &Regressor{visible: copyLayer(d.RBMs[0].Visible)}
	for _, m := range d.RBMs {
		r.Stages = append(r.Stages, recognition(m))
	}
	r.Stages = append(r.Stages, Stage{NewMatrix(d.NumHidden(), outputs), NewGaussian(outputs)})
	return r
}

// NumVisible returns D, the columns of the data.
func (r *Regressor) NumVisible() int { return network(r.Stages).numIn() }

// NumOutputs returns the length of a prediction.
func (r *Regressor) NumOutputs() int { return network(r.Stages).numOut() }

// Params returns views of the parameters of all stages, with "stage0." and so on
// before their names. Weight decay applies to the weights.
func (r *Regressor) Params() []Param { return network(r.Stages).params() }

// Check returns a *[ValueError] for the first value of v that the visible units
// of the stack could not take, or nil.
func (r *Regressor) Check(v Matrix) error {
	if r.visible == nil {
		return nil
	}
	return r.visible.Check(v)
}

// String names the sizes, as in "Regressor 8-50-50-1".
func (r *Regressor) String() string { return "Regressor " + network(r.Stages).sizes() }

// Predict stores y' of each row of v (B×D) in dst (B×NumOutputs).
func (r *Regressor) Predict(dst, v Matrix) {
	r.mustHold()
	network(r.Stages).mustMeans(dst, v)
}

// output is the layer of the last stage.
func (r *Regressor) output() Layer { return network(r.Stages).top().Layer }

// mustHold rules out stages that are not those of a regressor.
func (r *Regressor) mustHold() {
	network(r.Stages).mustHold()
	if _, ok := r.output().(*Gaussian); !ok {
		panic(noLinear)
	}
}

const noLinear = "ebm: the last stage of a regressor has units other than Gaussian ones"

var _ Checker = (*Regressor)(nil)
