package ebm

// Optimizer says how [Train] turns gradients into steps: [SGD], [Nesterov] or
// [Adam].
type Optimizer interface {
	// String names it and its settings.
	String() string
	check(s Settings) error
	start(params []Param) updater
}

// updater is an Optimizer at work on the parameters of a model.
type updater interface {
	// begin begins an epoch, after so many steps in all.
	begin(s Settings, steps int)
	// gradient returns where the gradient of the next step goes, and times what.
	gradient(s Settings) (grad []Param, scale float64)
	// step moves the parameters, unless one would pass kernel.Limit: then it
	// moves none and names it.
	step(s Settings) error
	// lastStep is step at the end of an epoch. ratio is the norm of the update
	// of the parameters that decay over their norm.
	lastStep(s Settings) (ratio float64, err error)
	// forget drops what is remembered of the parameters: others may have changed
	// them.
	forget()
	// state returns views of what a checkpoint keeps.
	state() []Param
}

// SGD is stochastic gradient descent with Settings.Momentum:
//
//	velocity ← momentum·velocity - ε(gradient + WeightDecay·W + L1Decay·sign(W))
//	parameters ← parameters + velocity
type SGD struct{}

// String returns "SGD".
func (SGD) String() string { return "SGD" }

func (SGD) check(Settings) error         { return nil }
func (SGD) start(params []Param) updater { return newSGD(params) }

func (o *sgd) gradient(s Settings) (grad []Param, scale float64) { return o.velocity, -s.LearningRate }
func (o *sgd) state() []Param                                    { return named("velocity.", o.velocity) }

var _ Optimizer = SGD{}
