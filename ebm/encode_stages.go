package ebm

import "fmt"

// describeStages says what a file has of the layers of stages.
func describeStages(stages []Stage) ([]layerArchitecture, error) {
	var all []layerArchitecture
	for i, s := range stages {
		a, err := describeLayer(s.Layer)
		if err != nil {
			return nil, fmt.Errorf("stage %d: %w", i, err)
		}
		all = append(all, a)
	}
	return all, nil
}

// buildStages takes the weights as they are: they were read, so layers as wide
// as they are no larger than the file.
func buildStages(layers []layerArchitecture, tensors map[string]Matrix) ([]Stage, error) {
	if len(layers) == 0 {
		return nil, fmt.Errorf("%w: there are no stages", ErrFormat)
	}
	var stages []Stage
	for i, a := range layers {
		s := Stage{Weights: tensors[fmt.Sprintf("stage%d.weights", i)]}
		if len(s.Weights.Data) == 0 {
			return nil, fmt.Errorf("%w: stage %d has no weights", ErrFormat, i)
		}
		if i > 0 && s.Weights.Rows != stages[i-1].Weights.Cols {
			return nil, fmt.Errorf("%w: stage %d has %d inputs, and there are %d units below it", ErrFormat, i, s.Weights.Rows, stages[i-1].Weights.Cols)
		}
		var err error
		if s.Layer, err = buildLayer(a, s.Weights.Cols); err != nil {
			return nil, fmt.Errorf("stage %d: %w", i, err)
		}
		stages = append(stages, s)
	}
	return stages, nil
}
