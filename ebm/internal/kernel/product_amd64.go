package kernel

var tilings = map[instructionSet]tiling{
	avx2:   {rows: 6, cols: 16},
	avx512: {rows: 14, cols: 32},
}

// rowTile stores a·b in c, which is a tile, or adds it if resume.
func rowTile(rows, cols, k int, resume bool, a *float32, sa int, b *float32, sb int, c *float32, sc int) {
	if level == avx512 {
		rowTileAVX512(rows, cols, k, resume, a, sa, b, sb, c, sc)
	} else {
		rowTileAVX2(rows, cols, k, resume, a, sa, b, sb, c, sc)
	}
}

// outerTile adds alpha·aᵀ·b to c, which is a tile.
func outerTile(rows, cols, k int, alpha float32, a *float32, sa int, b *float32, sb int, c *float32, sc int) {
	if level == avx512 {
		outerTileAVX512(rows, cols, k, alpha, a, sa, b, sb, c, sc)
	} else {
		outerTileAVX2(rows, cols, k, alpha, a, sa, b, sb, c, sc)
	}
}

// transposeTile stores k columns, a multiple of 4, of half as many rows of src
// as a tile has columns in the rows of dst.
func transposeTile(k int, dst *float32, sd int, src *float32, ss int) {
	if level == avx512 {
		transposeAVX512(k, dst, sd, src, ss)
	} else {
		transposeAVX2(k, dst, sd, src, ss)
	}
}
