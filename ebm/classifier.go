package ebm

// Classifier is a feed-forward network that says to which class a row belongs:
// the recognition halves of a stack of RBMs, each unit giving its mean, and a
// softmax layer on top of them,
//
//	h_l = mean of hidden layer l given h_{l-1}W_l, with h_0 = v (B×D)
//	p(c|v) = exp(a_c)/Σ_k exp(a_k), a = h_L W + b
//
// [Classifier.FineTune] trains all of it by backpropagation.
//
// Methods panic if an argument or the network has the wrong shape. Those that do
// not change the parameters may run concurrently.
type Classifier struct {
	Stages []Stage // from the data up; the last one has units NewPotts(1, classes)

	visible   Layer // of the data; Check alone is used, and nil takes everything
	untrained []int // levels of the stack that were as drawn when it was made
}

// NewClassifier copies the weights and hidden layers of d and puts a softmax
// layer with parameters 0 on top, so that all classes are equally probable until
// FineTune. A stack that was not trained will do, and a Result of FineTune then
// says so. It panics if d has no RBMs or they do not fit, if there are fewer than
// two classes, or if a hidden layer cannot be copied, as [RBM.Clone] says.
func NewClassifier(d *DBN, classes int) *Classifier {
	d.mustStack()
	if classes < 2 {
		panic(fewClasses)
	}
	c := &Classifier{visible: copyLayer(d.RBMs[0].Visible), untrained: d.untrained()}
	for _, m := range d.RBMs {
		c.Stages = append(c.Stages, recognition(m))
	}
	c.Stages = append(c.Stages, Stage{NewMatrix(d.NumHidden(), classes), NewPotts(1, classes)})
	return c
}

// NumVisible returns D, the columns of the data.
func (c *Classifier) NumVisible() int { return network(c.Stages).numIn() }

// Classes returns the number of classes.
func (c *Classifier) Classes() int { return network(c.Stages).numOut() }

// Params returns views of the parameters of all stages, with "stage0." and so on
// before their names. Weight decay applies to the weights.
func (c *Classifier) Params() []Param { return network(c.Stages).params() }

// Check returns a *[ValueError] for the first value of v that the visible units
// of the stack could not take, or nil.
func (c *Classifier) Check(v Matrix) error {
	if c.visible == nil {
		return nil
	}
	return c.visible.Check(v)
}

// String names the sizes, as in "Classifier 784-500-500-2000-10".
func (c *Classifier) String() string { return "Classifier " + network(c.Stages).sizes() }

// PredictProba stores p(c|v) of each row of v (B×D) in dst (B×Classes). It does
// not look at values, as Accuracy does: a NaN in a row of v gives NaN.
func (c *Classifier) PredictProba(dst, v Matrix) {
	c.mustHold()
	if dst.Rows != v.Rows || dst.Cols != c.Classes() {
		panic(badShape)
	}
	network(c.Stages).means(dst, v)
}

// Predict stores the most probable class of each row of v (B×D) in dst (length
// B), the lowest of equally probable ones.
func (c *Classifier) Predict(dst []int, v Matrix) {
	c.mustHold()
	if len(dst) != v.Rows {
		panic(badShape)
	}
	out := c.softmax()
	network(c.Stages).eachInput(v, func(from, _ int, in Matrix) {
		out.Mean(in, in)
		for i := range in.Rows {
			dst[from+i] = mostProbable(in.Row(i))
		}
	})
}

// mostProbable returns the index of the greatest value, the first of equal ones.
func mostProbable(x []float32) (index int) {
	for j, v := range x {
		if v > x[index] {
			index = j
		}
	}
	return index
}

// softmax is the layer of the last stage.
func (c *Classifier) softmax() Layer { return network(c.Stages).top().Layer }

// mustHold rules out stages that are not those of a classifier.
func (c *Classifier) mustHold() {
	network(c.Stages).mustHold()
	if l, ok := c.softmax().(*Potts); !ok || !oneGroup(l) {
		panic(noSoftmax)
	}
}

func oneGroup(l *Potts) bool {
	groups, _ := l.Dims()
	return groups == 1
}

const (
	fewClasses = "ebm: a classifier needs at least two classes"
	noSoftmax  = "ebm: the last stage of a classifier has units other than NewPotts(1, classes)"
)

var _ Checker = (*Classifier)(nil)
