package ebm

import (
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/mat"
)

// covarianceOf returns the mean and the covariance of the rows of data (n×D),
// summed in float64. Sums of x xᵀ, and the means taken away at the end, keep the
// zeros of sparse rows, which the product skips. Where a mean is r times the
// deviation that loses up to n·r²·2⁻⁵³ of a variance, so columns far from 0 are
// moved there first.
func covarianceOf(data Source) (mean []float64, covariance *mat.SymDense, err error) {
	n, d := data.Dims()
	mean = make([]float64, d)
	covariance = mat.NewSymDense(d, nil)
	sum := covariance.RawSymmetric()
	x := blas64.General{Cols: d, Stride: d, Data: make([]float64, min(n, blockRows)*d)}
	var pivot []float64
	err = eachBlock(data, func(first int, v Matrix) error {
		if err := checkVaries(v); err != nil {
			return inSource(err, first, data)
		}
		if first == 0 {
			pivot = pivots(v)
		}
		x.Rows = v.Rows
		for i := range v.Rows {
			for j, a := range v.Row(i) {
				moved := float64(a) - pivot[j]
				x.Data[i*d+j] = moved
				mean[j] += moved
			}
		}
		blas64.Syrk(blas.Trans, 1, x, 1, sum)
		return nil
	})
	if err != nil {
		return nil, nil, err
	}
	for j := range mean {
		mean[j] /= float64(n)
	}
	for i := range d {
		for j := i; j < d; j++ {
			covariance.SetSym(i, j, (covariance.At(i, j)-float64(n)*mean[i]*mean[j])/float64(n-1))
		}
	}
	for j, p := range pivot {
		mean[j] += p
	}
	return mean, covariance, nil
}

// pivots returns the mean of each column of v that is more than ten deviations
// from 0, and 0 for the others, which keeps their zeros.
func pivots(v Matrix) []float64 {
	pivot, squares := make([]float64, v.Cols), make([]float64, v.Cols)
	for i := range v.Rows {
		for j, a := range v.Row(i) {
			pivot[j] += float64(a) / float64(v.Rows)
		}
	}
	for i := range v.Rows {
		for j, a := range v.Row(i) {
			d := float64(a) - pivot[j]
			squares[j] += d * d
		}
	}
	for j, p := range pivot {
		if p*p*float64(v.Rows) <= 100*squares[j] {
			pivot[j] = 0
		}
	}
	return pivot
}

// checkVaries returns a *ValueError for the first value without a variance.
func checkVaries(v Matrix) error {
	for i := range v.Rows {
		for j, a := range v.Row(i) {
			if !finite(float64(a)) {
				return &ValueError{Row: i, Column: j, Value: float64(a), Units: "principal components (finite numbers)",
					Remedy: "replace such values or leave out their rows", own: true}
			}
		}
	}
	return nil
}

var errNoEigenvectors = errors.New("the eigenvectors of the covariance did not converge")

// principal returns the k eigenvectors of greatest eigenvalue, and all
// eigenvalues.
func principal(covariance *mat.SymDense, k int) (components Matrix, variances []float64, err error) {
	var eigen mat.EigenSym
	if !eigen.Factorize(covariance, true) {
		return Matrix{}, nil, fmt.Errorf("ebm: %w: %w", errNoEigenvectors, ErrDiverged)
	}
	var vectors mat.Dense
	eigen.VectorsTo(&vectors)
	d := covariance.SymmetricDim()
	ascending := eigen.Values(nil)
	variances = make([]float64, d)
	for i, x := range ascending {
		variances[d-1-i] = max(x, 0) // of no variance at all, a rounding may be left
	}
	components = NewMatrix(d, k)
	for c := range k {
		sign := signOf(vectors.ColView(d - 1 - c))
		for i := range d {
			components.Row(i)[c] = float32(sign * vectors.At(i, d-1-c))
		}
	}
	return components, variances, nil
}

// signOf is that of the entry of greatest magnitude, the first of them.
func signOf(x mat.Vector) float64 {
	var greatest float64
	for i := range x.Len() {
		if v := x.AtVec(i); math.Abs(v) > math.Abs(greatest) {
			greatest = v
		}
	}
	return math.Copysign(1, greatest)
}
