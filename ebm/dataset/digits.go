package dataset

import (
	"bytes"
	"compress/gzip"
	_ "embed" // for the digits
	"io"
	"strconv"
	"strings"
)

//go:embed digits.csv.gz
var digitsFile []byte

// Digits returns 1797 images of handwritten digits, 8×8 pixels with 17 shades of
// grey from 0 to 1, and their labels. They come with the package, so there is
// nothing to download and no error.
//
// They are the test part of E. Alpaydin and C. Kaynak (1998), "Optical
// Recognition of Handwritten Digits", UCI Machine Learning Repository, licensed
// under CC BY 4.0.
func Digits() *Set {
	const side, white = 8, 16
	var pixels []byte
	var labels []int
	for line := range strings.Lines(digitsText()) {
		fields := strings.Split(strings.TrimSpace(line), ",")
		for i, f := range fields {
			x, err := strconv.Atoi(f)
			if err != nil {
				panic(err) // a file that the compiler put here
			}
			if i < side*side {
				pixels = append(pixels, byte(x))
			} else {
				labels = append(labels, x)
			}
		}
	}
	return newSet("UCI digits", pixels, side, side, white).label(labels, 10)
}

func digitsText() string {
	z, err := gzip.NewReader(bytes.NewReader(digitsFile))
	if err != nil {
		panic(err)
	}
	text, err := io.ReadAll(z)
	if err != nil {
		panic(err)
	}
	return string(text)
}
