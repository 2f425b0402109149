package ebm

// Result is what training did. It is plain data, for encoding/json.
type Result struct {
	Epochs, Steps int        // done in all, also before a checkpoint was resumed
	Stopped       bool       // before the last epoch: by its context, its Recorder, a Measure, Patience or an error
	History       [][]Metric // metrics after each epoch
	BestEpoch     int        // with Settings.KeepBest: the epoch, from 1, whose parameters the model holds; 0: none
	Best          Metric     // its metric
	Notes         []string   `json:",omitempty"` // what is worth knowing and no error
}

// Last returns the named metric of the last epoch; ok is false if there is
// none.
func (r Result) Last(name string) (m Metric, ok bool) {
	if len(r.History) == 0 {
		return Metric{}, false
	}
	return find(r.History[len(r.History)-1], name)
}

// Curve returns the named metric over epochs, counted from 1.
func (r Result) Curve(name string) Curve {
	var c Curve
	for i, metrics := range r.History {
		if m, ok := find(metrics, name); ok {
			c = append(c, [2]float64{float64(i + 1), m.Value})
		}
	}
	return c
}

// Curve is a list of points (x, y). It is a plotter.XYer of gonum/plot.
type Curve [][2]float64

// Len returns the number of points.
func (c Curve) Len() int { return len(c) }

// XY returns point i. It panics if i is out of range.
func (c Curve) XY(i int) (x, y float64) { return c[i][0], c[i][1] }

func find(metrics []Metric, name string) (Metric, bool) {
	for _, m := range metrics {
		if m.Name == name {
			return m, true
		}
	}
	return Metric{}, false
}
