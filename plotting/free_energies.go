package plotting

import (
	"fmt"
	"math"
	"slices"
)

// FreeEnergies draws the free energies of data, samples and noise with the zero Axes. See Axes.FreeEnergies.
func FreeEnergies(samples ...Sample) (*Figure, error) { return Axes{}.FreeEnergies(samples...) }

// FreeEnergies is Histogram over a range that single outliers do not stretch, the middle 99 % of each sample and
// somewhat more, and with more bins where noise is far away. Where more than 1 % of a sample lies outside, as it can
// with XMin and XMax set, the legend says how much. An empty X becomes "free energy (nats)".
//
//	plotting.FreeEnergies(
//		plotting.Sample{Name: "data", Values: data},
//		plotting.Sample{Name: "samples", Values: dreams},
//		plotting.Sample{Name: "noise", Values: noise},
//	)
//
// A model that fits gives its samples the free energies of the data, and noise much higher ones. The errors are those
// of Axes.Histogram.
func (a Axes) FreeEnergies(samples ...Sample) (*Figure, error) {
	a.X = or(a.X, "free energy (nats)")
	checked, err := a.check()
	if err != nil {
		return nil, err
	}
	if err := checkSamples("FreeEnergies", "sample", checked, samples); err != nil {
		return nil, err
	}
	if a.XMin == 0 && a.XMax == 0 {
		a.XMin, a.XMax = middle(samples)
	}
	if a.Bins == 0 {
		a.Bins = len(a.edges(samples, a.mostEnergyBins(samples, checked.Width))) - 1
	}
	named := slices.Clone(samples)
	for i, s := range named {
		if out := outside(s.Values, a.XMin, a.XMax); out > 0.01 && s.Name != "" {
			named[i].Name = fmt.Sprintf("%s (%.0f %% outside)", s.Name, 100*out)
		}
	}
	return a.Histogram(named...)
}

// mostEnergyBins is more than elsewhere where noise is so far away that the middle half of another sample would have
// less than four bins.
func (a Axes) mostEnergyBins(samples []Sample, width int) float64 {
	const binPixels = 3 // at least
	narrow := math.Inf(1)
	for _, s := range samples {
		v := slices.Sorted(slices.Values(s.Values))
		if half := quantile(v, 0.75) - quantile(v, 0.25); half > 0 {
			narrow = min(narrow, half)
		}
	}
	wanted := math.Ceil(4 * (a.XMax - a.XMin) / narrow)
	return max(mostBins, min(wanted, float64(width/binPixels)))
}

// middle is the range of the middle 99 % of each sample, with some room where values go on.
func middle(samples []Sample) (lo, hi float64) {
	least, most := math.Inf(1), math.Inf(-1)
	lo, hi = least, most
	for _, s := range samples {
		v := slices.Sorted(slices.Values(s.Values))
		least, most = min(least, v[0]), max(most, v[len(v)-1])
		lo, hi = min(lo, quantile(v, 0.005)), max(hi, quantile(v, 0.995))
	}
	room := 0.05 * (hi - lo)
	return span(0, 0, max(least, lo-room), min(most, hi+room), false, 0)
}

// quantile interpolates between the sorted values around place q·(n-1).
func quantile(sorted []float64, q float64) float64 {
	at := q * float64(len(sorted)-1)
	i := min(int(at), len(sorted)-1)
	j := min(i+1, len(sorted)-1)
	t := at - float64(i)
	return (1-t)*sorted[i] + t*sorted[j]
}

// outside is the share of values beyond lo and hi.
func outside(values []float64, lo, hi float64) float64 {
	n := 0
	for _, v := range values {
		if v < lo || v > hi {
			n++
		}
	}
	return float64(n) / float64(len(values))
}
