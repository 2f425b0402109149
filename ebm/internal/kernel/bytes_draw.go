package kernel

import "gonum.org/v1/gonum/blas/blas32"

// Draw stores a draw of image index[rows[i]] of src in row i of dst: zeros and
// ones whose means are what the bytes mean. It depends on key, on the image and
// on first+i, and not on what else is drawn. It panics as Gather does.
//
// Most pixels of a digit are certain, black or white, so only the others take a
// random number: the j-th of them the number of (key, first+i, j).
func (m *Bytes) Draw(dst blas32.General, src []byte, index, rows []int, key uint64, first int) {
	mustHold(dst, src, index, rows)
	if dst.Cols == 0 {
		return
	}
	d := drawings.take()
	d.bytes, d.dst, d.src, d.index, d.rows, d.key, d.first = m, dst, src, index, rows, key, first
	d.pieces = min(dst.Rows, (dst.Rows*dst.Cols+grain-1)/grain)
	d.room()
	each(d.pieces, d.piece)
	d.bytes, d.dst, d.src, d.index, d.rows = nil, blas32.General{}, nil, nil, nil
	drawings.give(d)
}

// drawing is a call of Draw at work, used again like gather.
type drawing struct {
	gather
	key   uint64
	first int

	places   []int     // for each piece, the unsure pixels of an image
	uniforms []float32 // and their random numbers
}

var drawings = stock[drawing]{make: func() *drawing {
	d := new(drawing)
	d.piece = func(i int) {
		for row := d.dst.Rows * i / d.pieces; row < d.dst.Rows*(i+1)/d.pieces; row++ {
			d.draw(row, d.places[i*(d.dst.Cols+1):], d.uniforms[i*d.dst.Cols:])
		}
	}
	return d
}}

// room makes scratch for all pieces.
func (d *drawing) room() {
	if n := d.pieces * (d.dst.Cols + 1); len(d.places) < n {
		d.places, d.uniforms = make([]int, n), make([]float32, n)
	}
}

func (d *drawing) draw(row int, places []int, uniforms []float32) {
	dst, n := d.dst.Data[row*d.dst.Stride:][:d.dst.Cols], 0
	for j, b := range d.image(row) {
		dst[j] = d.bytes.table[b]
		places[n] = j // overwritten unless it counts: no branch to mispredict
		n += d.bytes.unsure[b]
	}
	uniforms = uniforms[:n]
	Uniforms(uniforms, d.key, d.first+row)
	for i, j := range places[:n] {
		dst[j] = draw(uniforms[i], dst[j])
	}
}
