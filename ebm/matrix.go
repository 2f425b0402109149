package ebm

import (
	"math/rand/v2"

	"gonum.org/v1/gonum/blas/blas32"
	"gonum.org/v1/gonum/mat"

	"github.com/gonb-ebm/gonb-ebm/ebm/internal/kernel"
)

// Matrix is a batch of states, B×n, one state per row, row-major float32:
// element (i, j) is Data[i*Stride+j]. It is a gonum mat.Matrix and a [Source].
// Matrices made by [Matrix.Slice] and [Matrix.Columns] share storage with
// their origin.
type Matrix blas32.General

// NewMatrix returns a rows×cols matrix of zeros. It panics if rows or cols is
// negative.
func NewMatrix(rows, cols int) Matrix {
	if rows < 0 || cols < 0 {
		panic(badCount)
	}
	return Matrix{Rows: rows, Cols: cols, Stride: max(cols, 1), Data: make([]float32, rows*cols)}
}

// MatrixOf returns a copy of m, rounded to float32.
func MatrixOf(m mat.Matrix) Matrix {
	rows, cols := m.Dims()
	c := NewMatrix(rows, cols)
	for i := range rows {
		row := c.Row(i)
		for j := range row {
			row[j] = float32(m.At(i, j))
		}
	}
	return c
}

// Row returns row i, a view of length m.Cols. It panics if i is out of range.
func (m Matrix) Row(i int) []float32 {
	if uint(i) >= uint(m.Rows) {
		panic(badRange)
	}
	from := i * m.Stride
	return m.Data[from : from+m.Cols : from+m.Cols]
}

// Slice returns the rows [from, to), a view. It panics if they are out of
// range.
func (m Matrix) Slice(from, to int) Matrix {
	if from < 0 || to < from || to > m.Rows {
		panic(badRange)
	}
	if from == to {
		return Matrix{Cols: m.Cols, Stride: m.Stride}
	}
	return Matrix{Rows: to - from, Cols: m.Cols, Stride: m.Stride,
		Data: m.Data[from*m.Stride : (to-1)*m.Stride+m.Cols]}
}

// Columns returns the columns [from, to), a view whose Stride is that of m. It
// panics if they are out of range.
func (m Matrix) Columns(from, to int) Matrix {
	if from < 0 || to < from || to > m.Cols {
		panic(badRange)
	}
	if m.Rows == 0 {
		return Matrix{Cols: to - from, Stride: m.Stride}
	}
	return Matrix{Rows: m.Rows, Cols: to - from, Stride: m.Stride,
		Data: m.Data[from : (m.Rows-1)*m.Stride+to]}
}

// Dims returns the numbers of rows and columns.
func (m Matrix) Dims() (rows, cols int) { return m.Rows, m.Cols }

// At returns element (i, j). It panics if that is out of range.
func (m Matrix) At(i, j int) float64 {
	row := m.Row(i)
	if uint(j) >= uint(len(row)) {
		panic(badRange)
	}
	return float64(row[j])
}

// T returns the transpose, a view.
func (m Matrix) T() mat.Matrix { return mat.Transpose{Matrix: m} }

// Gather copies the chosen rows of m to the rows of dst; it draws nothing, so
// rng may be nil. It panics if dst is not len(rows)×m.Cols.
func (m Matrix) Gather(dst Matrix, rows []int, rng *rand.Rand) {
	if dst.Rows != len(rows) || dst.Cols != m.Cols {
		panic(badShape)
	}
	for i, r := range rows {
		copy(dst.Row(i), m.Row(r))
	}
}

// copyRows copies src to dst, of the same shape.
func copyRows(dst, src Matrix) {
	mustMatch(dst, src)
	for i := range src.Rows {
		copy(dst.Row(i), src.Row(i))
	}
}

// scale stores a·src in dst, which may be src.
func scale(dst, src Matrix, a float32) {
	kernel.Scale(blas32.General(dst), blas32.General(src), a)
}

var (
	_ mat.Matrix = Matrix{}
	_ Source     = Matrix{}
)
