package ebm

import "fmt"

// Autoencoder is a feed-forward network that gives each vector a short code and
// a code its vector back: a stack of RBMs unrolled, as Hinton and Salakhutdinov
// (2006), "Reducing the dimensionality of data with neural networks", Science
// 313, do. The recognition halves of the RBMs lead up to the code and their
// generative halves, the weights transposed, down again.
//
// The code has the means of the hidden units of the top RBM: any real numbers
// for [Gaussian] units, a linear code, and numbers from 0 to 1 for [Bernoulli]
// ones. What comes back has the means of the visible units of the lowest RBM,
// and so they say what [Autoencoder.FineTune] minimises: the cross-entropy for
// Bernoulli units, half the squared error for Gaussian ones.
//
// Methods panic if an argument has the wrong shape, or the stages do not fit
// each other. Those that do not change the parameters may run concurrently.
type Autoencoder struct {
	Encoder []Stage // from v (D columns) to the code
	Decoder []Stage // from the code to v
}

// NewAutoencoder unrolls a copy of d: fine-tuning leaves d as it is, and after
// it the weights of the two halves differ. Until then Reconstruct of a stack
// that is one RBM is that of the RBM. It panics if d is nil or empty, its RBMs do
// not fit each other, or [RBM.Clone] of one does.
func NewAutoencoder(d *DBN) *Autoencoder {
	d.mustStack()
	a := &Autoencoder{}
	for _, m := range d.RBMs {
		a.Encoder = append(a.Encoder, recognition(m))
	}
	for l := len(d.RBMs) - 1; l >= 0; l-- {
		a.Decoder = append(a.Decoder, generation(d.RBMs[l]))
	}
	return a
}

// network is both halves, one behind the other.
func (a *Autoencoder) network() network {
	if len(a.Encoder) == 0 || len(a.Decoder) == 0 {
		panic(noStages)
	}
	n := append(append(network{}, a.Encoder...), a.Decoder...)
	n.mustHold()
	if n.numIn() != n.numOut() {
		panic(badStages)
	}
	return n
}

// NumVisible returns D.
func (a *Autoencoder) NumVisible() int { return network(a.Encoder).numIn() }

// NumCode returns the length of the code.
func (a *Autoencoder) NumCode() int { return network(a.Encoder).numOut() }

// Params returns views of the parameters of all stages, those of the encoder
// first, with "stage0." and so on before their names.
func (a *Autoencoder) Params() []Param { return a.network().params() }

// String names the sizes and the units of the code, as in "Autoencoder
// 784-1000-250-30-250-1000-784 (Gaussian code)".
func (a *Autoencoder) String() string {
	return fmt.Sprintf("Autoencoder %s (%s code)", a.network().sizes(), typeName(network(a.Encoder).top().Layer))
}

// Encode stores the code of each row of v (B×D) in dst (B×NumCode).
func (a *Autoencoder) Encode(dst, v Matrix) { network(a.Encoder).mustMeans(dst, v) }

// Decode stores what each row of code (B×NumCode) stands for in dst (B×D).
func (a *Autoencoder) Decode(dst, code Matrix) { network(a.Decoder).mustMeans(dst, code) }

// Reconstruct stores Decode of Encode of v (B×D) in dst (B×D), which may be v.
func (a *Autoencoder) Reconstruct(dst, v Matrix) {
	mustMatch(dst, v)
	a.network().means(dst, v)
}

// SquaredError returns the squared error Σ_i (v_i - v'_i)² of a row's
// reconstruction v', averaged over data (n×D), and its standard error. A source
// that draws gives its means. Errors wrap [ErrSettings] for data without rows or
// of another width, and [ErrValue] for data that the visible units cannot take.
// It panics if data is nil.
func (a *Autoencoder) SquaredError(data Source) (Metric, error) {
	return squaredErrorOf(a, a.NumVisible(), a.Check, data)
}

// mustMeans is means for a caller's dst.
func (n network) mustMeans(dst, x Matrix) {
	n.mustHold()
	if dst.Rows != x.Rows || dst.Cols != n.numOut() {
		panic(badShape)
	}
	mustDiffer(dst, x)
	n.means(dst, x)
}

var _ Reconstructor = (*Autoencoder)(nil)
