package kernel

import (
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"
)

// drawnImages is a set of images with certain and unsure pixels, and a choice.
func drawnImages(cols int, rng *rand.Rand) (src []byte, index, chosen []int) {
	src = make([]byte, 50*cols)
	for i := range src {
		src[i] = []byte{0, 0, 255, byte(rng.Uint32())}[rng.IntN(4)]
	}
	chosen = make([]int, 150)
	for i := range chosen {
		chosen[i] = rng.IntN(40)
	}
	return src, rng.Perm(50)[:40], chosen
}

// TestDraw: the j-th unsure pixel of row i takes the j-th number of (key,
// first+i); certain ones take none.
func TestDraw(t *testing.T) {
	m := NewBytes(tables()["grey"].table)
	eachLevel(t, func(t *testing.T) {
		rng := rand.New(rand.NewPCG(2, 10))
		for _, cols := range []int{0, 1, 17, 784} {
			src, index, chosen := drawnImages(cols, rng)
			dst := framed(len(chosen), cols, rng)
			m.Draw(dst, src, index, chosen, 5, 7)
			if frameBroken(dst) {
				t.Fatalf("%d columns: Draw writes between rows", cols)
			}
			for i := range chosen {
				u, n := make([]float32, cols), 0
				Uniforms(u, 5, 7+i)
				for j := range cols {
					want := m.table[src[index[chosen[i]]*cols+j]]
					if want > 0 && want < 1 {
						want = draw(u[n], want)
						n++
					}
					if at(dst, i, j) != float64(want) {
						t.Fatalf("%d columns: (%d,%d) is %g, want %g", cols, i, j, at(dst, i, j), want)
					}
				}
			}
		}
	})
}

// TestDrawSplit: the same pixels for any number of threads and of parts, and
// nothing allocated.
func TestDrawSplit(t *testing.T) {
	m := NewBytes(tables()["grey"].table)
	rng := rand.New(rand.NewPCG(2, 11))
	src, index, chosen := drawnImages(784, rng)
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	whole, parts := framed(150, 784, rng), framed(150, 784, rng)
	m.Draw(whole, src, index, chosen, 5, 0)
	runtime.GOMAXPROCS(3)
	upper, lower := parts, parts
	upper.Rows, lower.Rows = 100, 50
	lower.Data = parts.Data[100*parts.Stride:]
	m.Draw(upper, src, index, chosen[:100], 5, 0)
	m.Draw(lower, src, index, chosen[100:], 5, 100)
	if !slices.Equal(inside(whole), inside(parts)) {
		t.Error("other pixels in two parts and on three threads")
	}
	if n := testing.AllocsPerRun(20, func() { m.Draw(whole, src, index, chosen, 5, 0) }); n > 0 {
		t.Errorf("%g allocations a call", n)
	}
}
