package ebm

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"strconv"
)

// checkpoint is what a run needs to go on: its identity, from whose keys all
// random streams follow, what it has done, and all numbers that change.
type checkpoint struct {
	identity []property
	result   Result
	tensors  []Param // parameters, state of the optimiser, the objective and the data, average, best parameters
}

// property is something that must be the same when a run is resumed. A file
// without it is of a run that had none of it.
type property struct{ name, value string }

const (
	checkpointFormat = "gonb-ebm training checkpoint 1"
	resultKey        = "result"
	seedKey          = "seed"
	epochsKey        = "epochs of RateDecay"
)

// identity returns what tells one run from another.
func identity(keys [2]uint64, obj Objective, rows int, s Settings, m *monitor) []property {
	number := func(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) }
	some := func(x float64) string { // "" for 0, and so for a file of before the setting was there
		if x == 0 {
			return ""
		}
		return number(x)
	}
	var optimizer, horizon, epochs, patience string
	if o := s.optimizer(); o != (SGD{}) {
		optimizer = o.String()
	}
	if s.Average != nil {
		horizon = number(s.Average.horizon)
	}
	if s.RateDecay != nil {
		epochs = strconv.Itoa(s.Epochs)
	}
	if s.Patience > 0 {
		patience = strconv.Itoa(s.Patience)
	}
	return []property{
		{"format", checkpointFormat},
		{seedKey, fmt.Sprintf("%016x%016x", keys[0], keys[1])},
		{"objective", objectiveName(obj)},
		{"rows", strconv.Itoa(rows)},
		{"data", checksum(m.train)},
		{"held-out data", checksum(m.heldOut)},
		{"BatchSize", strconv.Itoa(s.BatchSize)},
		{"LearningRate", number(s.LearningRate)},
		{"Momentum", number(s.Momentum)},
		{"WeightDecay", number(s.WeightDecay)},
		{"L1Decay", number(s.L1Decay)},
		{"MaxNorm", some(s.MaxNorm)},
		{"Optimizer", optimizer},
		{"RateDecay", decayName(s)},
		{epochsKey, epochs},
		{"Average", horizon},
		{"KeepBest", s.KeepBest.String()},
		{"start", s.start},
		{"Patience", patience},
	}
}

func objectiveName(obj Objective) string {
	if s, ok := obj.(fmt.Stringer); ok {
		return s.String()
	}
	return fmt.Sprintf("%T", obj)
}

// checksum is a CRC-32 of the sample of the data that the metrics use.
func checksum(x Matrix) string {
	var sum uint32
	buf := make([]byte, 4*x.Cols)
	for i := range x.Rows {
		for j, v := range x.Row(i) {
			binary.LittleEndian.PutUint32(buf[4*j:], math.Float32bits(v))
		}
		sum = crc32.Update(sum, crc32.IEEETable, buf)
	}
	return fmt.Sprintf("%d rows, %08x", x.Rows, sum)
}

// checkNames returns an error that wraps ErrUnsupported if two tensors have one
// name, by which a file tells them apart.
func (c *checkpoint) checkNames() error {
	known := map[string]bool{}
	for _, p := range c.tensors {
		if known[p.Name] {
			return fmt.Errorf("ebm: no Checkpoint is possible, two states are named %q, such as those of an objective that wraps one of its kind: %w", p.Name, ErrUnsupported)
		}
		known[p.Name] = true
	}
	return nil
}

// save writes the checkpoint; a crash leaves the earlier one whole.
func (c *checkpoint) save(path string) error {
	result, err := json.Marshal(c.result)
	if err != nil {
		return fmt.Errorf("ebm: checkpoint %s: %w", path, err)
	}
	metadata := map[string]string{resultKey: string(result)}
	for _, p := range c.identity {
		metadata[p.name] = p.value
	}
	return writeTensors(path, metadata, c.tensors)
}

// load fills the tensors and result of c from the file, if there is one of at
// most that many epochs. It changes nothing on error.
func (c *checkpoint) load(path string, epochs int) error {
	metadata, tensors, err := readTensors(path)
	if errors.Is(err, fs.ErrNotExist) {
		return checkFolder(path)
	}
	if err != nil {
		return fmt.Errorf("ebm: checkpoint %s: %w: %w", path, ErrCheckpoint, err)
	}
	bad := func(format string, args ...any) error {
		return fmt.Errorf("ebm: checkpoint %s: %s; remove the file to start anew: %w", path, fmt.Sprintf(format, args...), ErrCheckpoint)
	}
	for _, p := range c.identity {
		if got := metadata[p.name]; got != p.value {
			switch p.name {
			case seedKey:
				return bad("it is of a run with another seed, or with other draws before Train")
			case epochsKey:
				return bad("its RateDecay is spread over %s epochs, so Epochs cannot become %s", got, p.value)
			}
			return bad("it is of a run whose %s was %q, now it is %q", p.name, got, p.value)
		}
	}
	if err := fit(c.tensors, tensors); err != nil {
		return bad("it is of another model: %v", err)
	}
	var result Result
	if err := json.Unmarshal([]byte(metadata[resultKey]), &result); err != nil {
		return bad("its result is damaged: %v", err)
	}
	if result.Epochs > epochs {
		return bad("%d epochs are done, Epochs is %d", result.Epochs, epochs)
	}
	assign(c.tensors, tensors)
	c.result = result
	return nil
}

// checkFolder tells before the first epoch, not after it, that there is no folder
// for the file.
func checkFolder(path string) error {
	if _, err := os.Stat(filepath.Dir(path)); err != nil {
		return fmt.Errorf("ebm: checkpoint %s: %w%s", path, cause(err), remedy(err))
	}
	return nil
}

// named returns params with prefix before their names.
func named(prefix string, params []Param) []Param {
	out := make([]Param, len(params))
	for i, p := range params {
		out[i] = Param{prefix + p.Name, p.Value, p.Decay}
	}
	return out
}
