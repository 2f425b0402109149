package ebm

import (
	"fmt"

	"gonum.org/v1/gonum/blas/blas32"

	"github.com/gonb-ebm/gonb-ebm/ebm/internal/kernel"
)

// PCA is a principal component analysis: the orthogonal directions in which
// data vary most. Of all linear codes of length k its reconstructions have the
// least squared error on the data that made it, so it is what an [Autoencoder]
// with a code of that length has to beat. Pearson (1901), "On lines and planes of
// closest fit to systems of points in space"; Hotelling (1933), "Analysis of a
// complex of statistical variables into principal components".
//
// Methods panic if an argument has the wrong shape. They do not change the PCA
// and may run concurrently.
type PCA struct {
	Mean       []float32 // of the data, length D
	Components Matrix    // D×k: orthonormal columns, the direction of greatest variance first
	Variances  []float64 // of the data along all D principal directions, greatest first; Components are the first k
}

// NewPCA returns the first k principal components of data (n×D). It passes over
// the data once, a block of rows at a time, sums in float64, and takes the
// eigenvectors of the covariance, whose sum is divided by n-1: the same
// directions and variances as stat.PC of gonum on a copy of the data in float64.
// A source that draws is analysed by its means.
//
// The sign of a component is that which makes its greatest entry positive.
// Where variances are equal, as are those of 0 of data that fill less than D
// dimensions, the components are some orthonormal basis.
//
// The error wraps [ErrSettings] if data have less than two rows, or k is above
// D, and [ErrValue] (a *[ValueError]) for a value that is not finite. NewPCA
// panics if data is nil or k is below one.
func NewPCA(data Source, k int) (*PCA, error) {
	if data == nil {
		panic(nilData)
	}
	if k < 1 {
		panic(badSize)
	}
	rows, cols := data.Dims()
	if rows < 2 {
		return nil, fmt.Errorf("ebm: principal components need at least 2 rows, the data have %d: %w", rows, ErrSettings)
	}
	if k > cols {
		return nil, fmt.Errorf("ebm: %d principal components of data of %d columns: there are at most %d: %w", k, cols, cols, ErrSettings)
	}
	mean, covariance, err := covarianceOf(data)
	if err != nil {
		return nil, err
	}
	p := &PCA{Mean: make([]float32, cols)}
	for j, x := range mean {
		p.Mean[j] = float32(x)
	}
	p.Components, p.Variances, err = principal(covariance, k)
	return p, err
}

// NumVisible returns D.
func (p *PCA) NumVisible() int { return p.Components.Rows }

// NumCode returns k.
func (p *PCA) NumCode() int { return p.Components.Cols }

// Explained returns the share of the variance of the data that the components
// hold, 0 to 1; 1 if the data do not vary.
func (p *PCA) Explained() float64 {
	var first, all float64
	for i, x := range p.Variances {
		all += x
		if i < p.NumCode() {
			first += x
		}
	}
	if all == 0 {
		return 1
	}
	return first / all
}

// String names the sizes and the explained share, as in "PCA 784-30, 73 % of the
// variance".
func (p *PCA) String() string {
	return fmt.Sprintf("PCA %d-%d, %.3g %% of the variance", p.NumVisible(), p.NumCode(), 100*p.Explained())
}

// Encode stores the code (v - Mean)·Components of each row of v (B×D) in dst
// (B×k).
func (p *PCA) Encode(dst, v Matrix) {
	if v.Cols != p.NumVisible() || dst.Cols != p.NumCode() || dst.Rows != v.Rows {
		panic(badShape)
	}
	mustDiffer(dst, v)
	p.eachCentred(v, func(from, to int, x Matrix) {
		kernel.Product(blas32.General(dst.Slice(from, to)), blas32.General(x), blas32.General(p.Components))
	})
}

// Decode stores Mean + code·Componentsᵀ of each row of code (B×k) in dst (B×D).
func (p *PCA) Decode(dst, code Matrix) {
	if code.Cols != p.NumCode() || dst.Cols != p.NumVisible() || dst.Rows != code.Rows {
		panic(badShape)
	}
	mustDiffer(dst, code)
	kernel.ProductTrans(blas32.General(dst), blas32.General(code), blas32.General(p.Components))
	for i := range dst.Rows {
		row := dst.Row(i)
		for j, x := range p.Mean {
			row[j] += x
		}
	}
}

// Reconstruct stores Decode of Encode of v (B×D) in dst (B×D), which may be v.
func (p *PCA) Reconstruct(dst, v Matrix) {
	mustMatch(dst, v)
	for from := 0; from < v.Rows; from += blockRows {
		to := min(from+blockRows, v.Rows)
		code, giveBack := borrow(to-from, p.NumCode())
		p.Encode(code, v.Slice(from, to))
		p.Decode(dst.Slice(from, to), code)
		giveBack()
	}
}

// SquaredError returns the squared error Σ_i (v_i - v'_i)² of a row's
// reconstruction v', averaged over data (n×D), and its standard error. A source
// that draws gives its means. Errors wrap [ErrSettings] for data without rows or
// of another width, and [ErrValue] for a value that is not finite. It panics if
// data is nil.
func (p *PCA) SquaredError(data Source) (Metric, error) {
	return squaredErrorOf(p, p.NumVisible(), checkVaries, data)
}

// eachCentred hands the rows of v less Mean to f, a block at a time.
func (p *PCA) eachCentred(v Matrix, f func(from, to int, x Matrix)) {
	for from := 0; from < v.Rows; from += blockRows {
		to := min(from+blockRows, v.Rows)
		x, giveBack := borrow(to-from, v.Cols)
		for i := range x.Rows {
			row := x.Row(i)
			for j, a := range v.Row(from + i) {
				row[j] = a - p.Mean[j]
			}
		}
		f(from, to, x)
		giveBack()
	}
}

var _ Reconstructor = (*PCA)(nil)
