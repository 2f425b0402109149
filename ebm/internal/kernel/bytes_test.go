package kernel

import (
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/blas/blas32"
)

// tables are maps of bytes and the kinds that they are.
func tables() map[string]struct {
	table [256]float32
	kind  bytesKind
} {
	all := map[string]struct {
		table [256]float32
		kind  bytesKind
	}{}
	put := func(name string, kind bytesKind, f func(b int) float32) {
		e := all[name]
		e.kind = kind
		for b := range e.table {
			e.table[b] = f(b)
		}
		all[name] = e
	}
	put("grey", bytesOver, func(b int) float32 { return float32(b) / 255 })
	put("grey of 16", bytesOver, func(b int) float32 { return float32(b) / 16 })
	put("bytes", bytesOver, func(b int) float32 { return float32(b) })
	for _, cut := range []float32{0, 1, 127, 128, 254, 255} {
		put("above "+string(rune('0'+int(cut)%10)), bytesAbove, func(b int) float32 { return draw(cut, float32(b)) })
	}
	put("inverse", anyBytes, func(b int) float32 { return 1 - float32(b)/255 })
	put("almost grey", anyBytes, func(b int) float32 { return min(float32(b), 254) / 255 })
	put("almost above", anyBytes, func(b int) float32 { return draw(100, float32(b)) + draw(254, float32(b)) })
	put("one", anyBytes, func(int) float32 { return 1 })
	return all
}

// TestBytes: every byte becomes exactly its number, for every length, and
// nothing else is written.
func TestBytes(t *testing.T) {
	for name, c := range tables() {
		m := NewBytes(c.table)
		if m.kind != c.kind {
			t.Errorf("%s: kind %d, want %d", name, m.kind, c.kind)
		}
		eachLevel(t, func(t *testing.T) {
			rng := rand.New(rand.NewPCG(1, 9))
			for n := range 300 {
				src, dst := make([]byte, n), guarded(n, rng)
				for i := range src {
					src[i] = byte(i * 151)
				}
				m.Floats(dst, src)
				mustBeGuarded(t, dst)
				for i, b := range src {
					if dst[i] != c.table[b] {
						t.Fatalf("%s: byte %d of %d, %d, is %g, want %g", name, i, n, b, dst[i], c.table[b])
					}
				}
			}
		})
	}
}

func TestGather(t *testing.T) {
	m := NewBytes(tables()["grey"].table)
	eachLevel(t, func(t *testing.T) {
		rng := rand.New(rand.NewPCG(2, 9))
		for _, cols := range []int{0, 1, 15, 16, 17, 784} {
			const images = 50
			src := make([]byte, images*cols)
			for i := range src {
				src[i] = byte(rng.Uint32())
			}
			for _, rows := range []int{0, 1, 7, 150} {
				index, chosen := rng.Perm(images)[:40], make([]int, rows)
				for i := range chosen {
					chosen[i] = rng.IntN(40)
				}
				dst := framed(rows, cols, rng)
				m.Gather(dst, src, index, chosen)
				if frameBroken(dst) {
					t.Fatalf("%d×%d: Gather writes between rows", rows, cols)
				}
				for i := range rows {
					for j := range cols {
						want := float64(m.table[src[index[chosen[i]]*cols+j]])
						if at(dst, i, j) != want {
							t.Fatalf("%d×%d: (%d,%d) is %g, want %g", rows, cols, i, j, at(dst, i, j), want)
						}
					}
				}
			}
		}
	})
}

func TestGatherShapes(t *testing.T) {
	m := NewBytes(tables()["grey"].table)
	dst := blas32.General{Rows: 2, Cols: 20, Stride: 20, Data: make([]float32, 40)}
	short := dst
	short.Data = short.Data[:39]
	for name, f := range map[string]func(){
		"Floats":         func() { m.Floats(make([]float32, 19, 20), make([]byte, 20)) },
		"short dst":      func() { m.Gather(short, make([]byte, 60), []int{0, 1}, []int{0, 1}) },
		"a row too many": func() { m.Gather(dst, make([]byte, 60), []int{0, 1}, []int{0, 1, 1}) },
		"no such row":    func() { m.Gather(dst, make([]byte, 60), []int{0, 1}, []int{0, 2}) },
		"no such image":  func() { m.Gather(dst, make([]byte, 59), []int{0, 2}, []int{0, 1}) },
		"Draw":           func() { m.Draw(dst, make([]byte, 59), []int{0, 2}, []int{0, 1}, 1, 0) },
	} {
		if got := panicOf(f); got != badBytes {
			t.Errorf("%s: panic is %v, want %q", name, got, badBytes)
		}
	}
}
