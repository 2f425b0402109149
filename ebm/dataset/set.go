package dataset

import (
	"fmt"
	"math/rand/v2"

	"gonum.org/v1/gonum/blas/blas32"

	"github.com/gonb-ebm/gonb-ebm/ebm"
	"github.com/gonb-ebm/gonb-ebm/ebm/internal/kernel"
)

// Set is a set of images, one per row, the pixels row by row. It is an
// ebm.Source of numbers from 0 to 1; what they are is its [Convention]. Sets
// derived from another share its pixels. A Set does not change, so it may be
// used concurrently.
type Set struct {
	Labels        []int // the class of each row, 0 to Classes-1; nil if there are none
	Height, Width int   // of an image, in pixels
	Classes       int   // 0 if there are no labels
	data
}

// data is the part of a Set that callers do not see.
type data struct {
	name       string
	pixels     []byte        // all images, each Height*Width bytes
	rows       []int         // which image is which row
	values     [256]float32  // what a byte means; of sampled pixels, the mean
	bytes      *kernel.Bytes // the same, for whole batches
	convention Convention
	threshold  float32 // of Thresholded
}

// newSet returns a grey set of all images in pixels, where white is the byte
// that means 1.
func newSet(name string, pixels []byte, height, width int, white byte) *Set {
	s := &Set{Height: height, Width: width, data: data{name: name, pixels: pixels}}
	s.rows = sequence(0, len(pixels)/(height*width))
	for b := range s.values {
		s.values[b] = float32(b) / float32(white)
	}
	s.bytes = kernel.NewBytes(s.values)
	return s
}

// label gives s labels, one per row.
func (s *Set) label(labels []int, classes int) *Set {
	s.Labels, s.Classes = labels, classes
	return s
}

// String says what s holds: "MNIST train: 60000 images of 28×28, 10 classes,
// thresholded at 0.5".
func (s *Set) String() string {
	text := fmt.Sprintf("%s: %d images of %d×%d, ", s.name, len(s.rows), s.Height, s.Width)
	if s.Labels != nil {
		text += fmt.Sprintf("%d classes, ", s.Classes)
	}
	if s.convention == Thresholded {
		return text + fmt.Sprintf("thresholded at %g", s.threshold)
	}
	return text + s.convention.String()
}

// Dims returns the number of images and of pixels in each.
func (s *Set) Dims() (rows, cols int) { return len(s.rows), s.Height * s.Width }

// Gather stores the chosen rows in dst. A [Sampled] set draws its pixels, with
// one draw of rng for all of them, or stores its grey values if rng is nil; other
// sets ignore rng. It panics if dst is not len(rows)×cols or a row is out of
// range.
func (s *Set) Gather(dst ebm.Matrix, rows []int, rng *rand.Rand) {
	if dst.Rows != len(rows) || dst.Cols != s.Height*s.Width {
		panic(badShape)
	}
	for _, r := range rows {
		if uint(r) >= uint(len(s.rows)) {
			panic(badRange)
		}
	}
	if s.convention == Sampled && rng != nil {
		s.bytes.Draw(blas32.General(dst), s.pixels, s.rows, rows, rng.Uint64(), 0)
		return
	}
	s.bytes.Gather(blas32.General(dst), s.pixels, s.rows, rows)
}

// sequence returns from, from+1, …, to-1.
func sequence(from, to int) []int {
	rows := make([]int, to-from)
	for i := range rows {
		rows[i] = from + i
	}
	return rows
}

// Rows returns a copy of the rows [from, to); of a [Sampled] set, the grey
// values. It panics if they are out of range.
func (s *Set) Rows(from, to int) ebm.Matrix {
	if from < 0 || to < from || to > len(s.rows) {
		panic(badRange)
	}
	m := ebm.NewMatrix(to-from, s.Height*s.Width)
	s.Gather(m, sequence(from, to), nil)
	return m
}

var (
	_ ebm.Source   = (*Set)(nil)
	_ fmt.Stringer = (*Set)(nil)
)
