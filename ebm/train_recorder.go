package ebm

import "time"

// Metric is a number measured during training. Err is its standard error, 0
// where it has none. Both are finite.
type Metric struct {
	Name       string
	Value, Err float64
}

// Names of the metrics that [Train] reports after each epoch. It measures them
// on up to 1000 training rows and 1000 held-out rows, spread evenly over their
// sources, and always the same ones; a source that draws, draws them once.
const (
	// MetricReconstruction is the squared error Σ_i (v_i - v'_i)² of a row's
	// reconstruction, averaged over rows. It is a sanity check, no likelihood:
	// Hinton (2010), "A practical guide to training restricted Boltzmann
	// machines", section 5.
	MetricReconstruction = "reconstruction error"
	// MetricFreeEnergy is the mean free energy of training rows, in nats.
	MetricFreeEnergy = "free energy"
	// MetricHeldOut is the mean free energy of held-out rows, in nats.
	MetricHeldOut = "held-out free energy"
	// MetricGap is MetricHeldOut less MetricFreeEnergy, in nats. log Z cancels,
	// so a gap that grows tells of overfitting: Hinton (2010), section 6.
	MetricGap = "gap"
	// MetricUpdate is the norm of the epoch's last update of the parameters
	// that decay (the weights), divided by their norm. Hinton (2010), section 7,
	// advises about 10⁻³.
	MetricUpdate = "update ratio"
)

// Names of the metrics that a network reports while it is trained to say y for
// x, such as by [Classifier.FineTune], with standard errors over rows. They are
// measured without dropout, on the training rows that [Train] takes for metrics,
// and on all held-out rows.
const (
	// MetricLoss is the mean of -log p(y|x), in nats: the cross-entropy of a
	// [Classifier], half the squared error and a constant for Gaussian outputs.
	MetricLoss = "loss"
	// MetricHeldOutLoss is MetricLoss of held-out rows.
	MetricHeldOutLoss = "held-out loss"
	// MetricError is the share of training rows whose label was not predicted.
	MetricError = "error"
	// MetricHeldOutError is MetricError of held-out rows.
	MetricHeldOutError = "held-out error"
)

// Progress is what a [Recorder] sees. It is valid during Record only.
type Progress struct {
	Model         any  // what is being trained; read it, do not change it
	Level         int  // of a stack: which RBM, from 0
	Levels        int  // of a stack: how many RBMs; 0: what is trained is no stack
	Epoch, Epochs int  // epochs done, and in all
	Step, Steps   int  // steps done in the running epoch, and in one epoch; Step is 0 when an epoch has just ended
	Stopped       bool // Patience or a Measure ends training after this epoch
	Elapsed       time.Duration
	Metrics       []Metric // of the last epoch that ended
}

// Recorder watches training. Record is called when an epoch has ended, and a
// few times a second in between. [ErrStop] ends training without an error; any
// other error ends it and is returned by Train.
type Recorder interface {
	Record(p *Progress) error
}

// RecorderFunc is a function as a [Recorder].
type RecorderFunc func(p *Progress) error

// Record calls f.
func (f RecorderFunc) Record(p *Progress) error { return f(p) }
