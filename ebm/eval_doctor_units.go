package ebm

import (
	"errors"
	"fmt"
)

// What a layer takes, found by asking it: no type of layer is named here.

// takesReal reports whether the units take negative values that are not whole.
func takesReal(l Layer) bool { return takes(l, -1.5) }

// unitInterval reports whether each unit takes the values from 0 to 1 and no
// others, independently of other units: binary units, and probabilities of such.
func unitInterval(l Layer) bool {
	return takes(l, 0) && takes(l, 0.5) && takes(l, 1) && !takes(l, 2) && !takes(l, -1)
}

func takes(l Layer, value float32) bool {
	x := NewMatrix(1, l.Len())
	for j := range x.Data {
		x.Data[j] = value
	}
	return l.Check(x) == nil
}

// checkUnits asks the layer whether it takes all rows.
func checkUnits(l Layer, data Source) Finding {
	err := eachBlock(data, func(first int, x Matrix) error { return inSource(l.Check(x), first, data) })
	if err == nil {
		return Finding{Check: CheckUnits}
	}
	f := finding(CheckUnits, LevelSerious, 0, 0, "use units that take the data, or rescale the data", "%v", err)
	if e := new(ValueError); errors.As(err, &e) {
		f.Text = fmt.Sprintf("row %d, column %d is %g, which %s cannot take", e.Row, e.Column, float32(e.Value), e.Units)
		f.Remedy = e.Remedy
		if finite(e.Value) {
			f.Value = e.Value
		}
	}
	return f
}

// greyShare is the share of the variance of binary units that grey values leave
// open, above which the values are rather real than grey: thresholded images
// have 0, grey MNIST has 0.22, values spread evenly from 0 to 1 have 2/3.
const greyShare = 0.5

// checkUnitsSuit looks for data that the layer takes but was not made for. Of
// several layers in one the worst counts.
func checkUnitsSuit(l Layer, x Matrix) Finding {
	var worst Finding
	for at, leaf := range leaves(l) {
		f := checkLeafSuits(leaf, x.Columns(at, at+leaf.Len()))
		if at == 0 || f.Level > worst.Level {
			worst = f
		}
	}
	return worst
}

func checkLeafSuits(l Layer, x Matrix) Finding {
	var r valueRange
	r.add(x)
	switch {
	case unitInterval(l):
		share := openShare(x)
		return finding(CheckUnits, grade(share, greyShare, 1), share, greyShare,
			"use Gaussian units and standardise the data, or threshold them",
			"values from %g to %g leave %.0f %% of the variance of binary units open (limit %.0f %%)",
			float32(r.lowest), float32(r.highest), 100*share, 100*greyShare)
	case takesReal(l) && r.lowest == 0 && r.highest == 1 && !r.broken:
		return finding(CheckUnits, LevelWarning, 1, 0, "use Bernoulli units", "all values are 0 or 1, but the units (%s) are real-valued", typeName(l))
	case takesReal(l):
		if f, ok := checkScale(l, x); ok {
			return f
		}
	}
	return finding(CheckUnits, LevelOK, 0, 0, "", "%s units take all values, from %g to %g", typeName(l), float32(r.lowest), float32(r.highest))
}

// openShare returns Σ v(1-v) over Σ m(1-m), where m is the mean of v's column:
// of the variance that a 0 or 1 drawn with probability v has, the share within
// rows. It is 0 if no column varies.
func openShare(x Matrix) float64 {
	var within, all float64
	for j := range x.Cols {
		var sum float64
		for i := range x.Rows {
			v := x.At(i, j)
			sum += v
			within += v * (1 - v)
		}
		all += sum * (1 - sum/float64(x.Rows))
	}
	if within == 0 {
		return 0
	}
	return within / all
}

// greyLimit is the share of grey values that is taken for rounding.
const greyLimit = 0.01

// checkConvention looks for grey data of binary units.
func checkConvention(l Layer, x Matrix) (Finding, bool) {
	if !unitInterval(l) {
		return Finding{}, false
	}
	grey := 0
	for i := range x.Rows {
		for _, v := range x.Row(i) {
			if v != 0 && v != 1 {
				grey++
			}
		}
	}
	share := float64(grey) / float64(x.Rows*x.Cols)
	level := LevelOK
	if share > greyLimit {
		level = LevelNotice
	}
	return finding(CheckConvention, level, share, greyLimit,
		"threshold or sample them, and name the convention beside every likelihood: they differ by many nats",
		"%.3g %% of the values are neither 0 nor 1 (limit %.0f %%)", 100*share, 100*greyLimit), true
}
