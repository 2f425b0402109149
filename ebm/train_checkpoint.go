package ebm

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"strconv"
)

// checkpoint is what a run needs to go on: its keys say which run it is, and
// all its random streams follow from them.
type checkpoint struct {
	keys    [2]uint64
	rows    int
	batch   int
	result  Result
	tensors []Param // parameters, velocity, state of the objective and the data
}

const checkpointFormat = "gonb-ebm training checkpoint 1"

// save writes the checkpoint; a crash leaves the earlier one whole.
func (c *checkpoint) save(path string) error {
	result, err := json.Marshal(c.result)
	if err != nil {
		return fmt.Errorf("ebm: checkpoint %s: %w", path, err)
	}
	return writeTensors(path, map[string]string{
		"format": checkpointFormat,
		"key 0":  strconv.FormatUint(c.keys[0], 16),
		"key 1":  strconv.FormatUint(c.keys[1], 16),
		"rows":   strconv.Itoa(c.rows),
		"batch":  strconv.Itoa(c.batch),
		"result": string(result),
	}, c.tensors)
}

// load fills the tensors and result of c from the file, if there is one. It
// changes nothing on error.
func (c *checkpoint) load(path string) (found bool, err error) {
	metadata, tensors, err := readTensors(path)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("ebm: checkpoint %s: %w: %w", path, ErrCheckpoint, err)
	}
	bad := func(what string) (bool, error) {
		return false, fmt.Errorf("ebm: checkpoint %s: %s; remove the file to start anew: %w", path, what, ErrCheckpoint)
	}
	switch {
	case metadata["format"] != checkpointFormat:
		return bad("not a training checkpoint")
	case metadata["key 0"] != strconv.FormatUint(c.keys[0], 16), metadata["key 1"] != strconv.FormatUint(c.keys[1], 16):
		return bad("of a run with another seed, or with other draws before Train")
	case metadata["rows"] != strconv.Itoa(c.rows), metadata["batch"] != strconv.Itoa(c.batch):
		return bad(fmt.Sprintf("of a run with %s rows and batches of %s", metadata["rows"], metadata["batch"]))
	case len(tensors) != len(c.tensors):
		return bad("of another model or objective")
	}
	for _, p := range c.tensors {
		if t, ok := tensors[p.Name]; !ok || t.Rows != p.Value.Rows || t.Cols != p.Value.Cols {
			return bad("of another model or objective: " + p.Name + " does not fit")
		}
	}
	var result Result
	if err := json.Unmarshal([]byte(metadata["result"]), &result); err != nil {
		return bad("damaged result: " + err.Error())
	}
	for _, p := range c.tensors {
		copyRows(p.Value, tensors[p.Name])
	}
	c.result = result
	return true, nil
}

// named returns params with prefix before their names.
func named(prefix string, params []Param) []Param {
	out := make([]Param, len(params))
	for i, p := range params {
		out[i] = Param{prefix + p.Name, p.Value, p.Decay}
	}
	return out
}
