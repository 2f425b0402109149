package safetensors

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash"
	"hash/crc32"
)

// The format has no checksum, and without one a flipped bit in a weight goes
// unseen. An entry of the metadata therefore holds the CRC-32C of the whole
// file, with zeros in the place of its own digits. Files without this entry are
// read unchecked.
const (
	checksumKey = "crc32c"
	noChecksum  = "00000000" // as many digits as a checksum has
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

func formatChecksum(sum uint32) string { return fmt.Sprintf("%08x", sum) }

// checksumDigits returns the part of a header that holds the digits of its
// checksum, nil if there is none. Nothing else in a header looks the same, as a
// quotation mark within a text has a backslash before it.
func checksumDigits(header []byte) []byte {
	mark := []byte(`"` + checksumKey + `":"`)
	at := bytes.Index(header, mark)
	if at < 0 {
		return nil
	}
	digits := header[at+len(mark):]
	return digits[:min(len(digits), len(noChecksum))]
}

// newChecksum returns a hash that has seen the length and the text of a header;
// what follows are the tensors' bytes. It puts zeros in the place of the digits.
func newChecksum(header []byte) hash.Hash32 {
	copy(checksumDigits(header), noChecksum)
	sum := crc32.New(castagnoli)
	sum.Write(binary.LittleEndian.AppendUint64(nil, uint64(len(header))))
	sum.Write(header)
	return sum
}
