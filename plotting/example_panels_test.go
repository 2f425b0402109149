package plotting_test

import (
	"math"

	"github.com/gonb-ebm/gonb-ebm/plotting"
)

// The training of two levels and of the whole stack.
func ExampleAxes_Panels() {
	falling := func(name string, epochs int, from, to float64) plotting.Series {
		y := make([]float64, epochs)
		for i := range y {
			y[i] = to + (from-to)*math.Exp(-float64(i)/4)
		}
		return plotting.Series{Name: name, Points: plotting.Points(nil, y)}
	}
	show(plotting.Axes{X: "epoch", Y: "reconstruction error", Width: 560, Height: 180}.Panels(
		plotting.Panel{Title: "level 1", Series: []plotting.Series{falling("training", 20, 80, 20), falling("held-out", 20, 82, 22)}},
		plotting.Panel{Title: "level 2", Series: []plotting.Series{falling("training", 12, 14, 3), falling("held-out", 12, 14, 4)}},
		plotting.Panel{Title: "fine-tuning: error (%)", Series: []plotting.Series{falling("held-out", 20, 6, 1.3), plotting.Moment("kept", 17)}},
	))
	// Output: [3 panels of reconstruction error against epoch: training, held-out; level 1 with 2 curves; level 2 with 2 curves; fine-tuning: error (%) with 1 curve, 560×232]
}
