package ebm

import "fmt"

// untrained returns the levels that were never trained, as far as one can tell.
func (d *DBN) untrained() []int {
	var hidden []Layer
	for _, m := range d.RBMs {
		hidden = append(hidden, m.Hidden)
	}
	return neverTrained(hidden...)
}

// neverTrained returns the levels whose hidden layer has parameters, all of them
// exactly 0.
func neverTrained(hidden ...Layer) []int {
	var levels []int
	for l, layer := range hidden {
		if params := layer.Params(); len(params) > 0 && allZero(params) {
			levels = append(levels, l)
		}
	}
	return levels
}

// layersOf lists the layers of stages.
func layersOf(stages []Stage) []Layer {
	var layers []Layer
	for _, s := range stages {
		layers = append(layers, s.Layer)
	}
	return layers
}

// untrainedNotes says of such levels what a Result should, if there are any.
func untrainedNotes(levels []int, when string) []string {
	if len(levels) == 0 {
		return nil
	}
	return []string{fmt.Sprintf("%s of the stack had never been trained: the weights were as drawn when %s", someOf("level", "levels", levels), when)}
}

const whenTuned = "fine-tuning began"
