//go:build linux || darwin

package notebook

import (
	"os"
	"strconv"

	"golang.org/x/sys/unix"
)

// timesOpen returns how many descriptors of this process write to the named pipe at path. Where the system does not
// tell it is 0; a second display library then shows as a kernel that does not answer.
func timesOpen(path string) int {
	var pipe unix.Stat_t
	if unix.Stat(path, &pipe) != nil {
		return 0
	}
	entries, err := os.ReadDir("/dev/fd")
	if err != nil {
		return 0
	}
	n := 0
	for _, e := range entries {
		fd, err := strconv.Atoi(e.Name())
		var st unix.Stat_t
		if err != nil || unix.Fstat(fd, &st) != nil || st.Dev != pipe.Dev || st.Ino != pipe.Ino {
			continue
		}
		if flags, err := unix.FcntlInt(uintptr(fd), unix.F_GETFL, 0); err == nil && flags&unix.O_ACCMODE != unix.O_RDONLY {
			n++
		}
	}
	return n
}
