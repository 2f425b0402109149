package ebm

import "math"

// Limits of the checks of the visible layer.
const (
	// neutralShare of the way from neutral units to the best independent ones
	// is where a visible layer still counts as neutral.
	neutralShare = 0.05
	// preference is how far these two must be apart, as a root mean square of
	// their parameters (log odds of binary units), for it to matter.
	preference = 0.5
	// capped log odds keep columns that are always 0 from deciding alone.
	capped = 4
	// worseThanMean: the squared error of reconstructions over that of means.
	worseThanMean = 1.1
)

// checkVisibleBias compares the visible layer with one that prefers nothing and
// with the best independent units of the data. It needs a layer that makes both.
func checkVisibleBias(l Layer, x Matrix) (Finding, bool) {
	b, ok := Ability[Blender](l)
	if !ok {
		return Finding{}, false
	}
	neutral, best := b.Neutral(), b.Neutral()
	i, ok := Ability[Initializer](best)
	if !ok || i.Init(x) != nil {
		return Finding{}, false
	}
	own, prefers := parameterDistance(l, neutral), parameterDistance(best, neutral)
	if prefers < preference {
		return finding(CheckVisibleBias, LevelOK, prefers, preference, "",
			"the data's means are near those of neutral units: %.2g between the parameters (limit %.2g)", prefers, preference), true
	}
	share, level := own/prefers, LevelOK
	if share < neutralShare {
		level = LevelWarning
	}
	return finding(CheckVisibleBias, level, share, neutralShare,
		"call InitVisible before the first epoch, so that the weights need not learn the means",
		"the visible parameters are %.3g from neutral, those of the best independent units %.3g: %.2g of it (limit %.2g)", own, prefers, share, neutralShare), true
}

// parameterDistance is the root mean square of the capped differences.
func parameterDistance(a, b Layer) float64 {
	pa, pb := a.Params(), b.Params()
	var sum float64
	n := 0
	for k, p := range pa {
		for i := range p.Value.Rows {
			for j, x := range p.Value.Row(i) {
				d := min(math.Abs(float64(x)-float64(pb[k].Value.Row(i)[j])), capped)
				sum += d * d
				n++
			}
		}
	}
	return math.Sqrt(sum / float64(max(1, n)))
}

// checkReconstruction compares the error of reconstructions with that of the
// mean row. It does not apply if all rows are the same.
func checkReconstruction(m Reconstructor, x Matrix) (Finding, bool) {
	var own, means float64
	for _, e := range reconstructionErrors(m, x) {
		own += e
	}
	for j := range x.Cols {
		var sum, squares float64
		for i := range x.Rows {
			v := x.At(i, j)
			sum, squares = sum+v, squares+v*v
		}
		means += squares - sum*sum/float64(x.Rows)
	}
	if means < 1e-6*float64(x.Rows) || !finite(own) {
		return Finding{}, false
	}
	ratio := own / means
	return finding(CheckReconstruction, grade(ratio, worseThanMean, 10), ratio, worseThanMean,
		"the model has learned nothing or was destroyed: set the visible biases from data and train with a smaller learning rate",
		"the squared error of reconstructions is %.3g times that of the mean row (limit %.2g)", ratio, worseThanMean), true
}
