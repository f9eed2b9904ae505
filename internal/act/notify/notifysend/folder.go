package notifysend

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"mihe/internal/act/notify"
	"mihe/internal/base/calendar"
)

// Folder writes messages into files of a folder: a line of sms-YYYY-MM-DD.csv or voice-YYYY-MM-DD.csv (key, address, text), or a
// letter letter-KEY.txt. What is there already under a key, also in a file of another day, is not written again. A receipt
// says Written: nothing was sent.
type Folder struct {
	Path string
	Now  func() time.Time

	mu sync.Mutex
}

var _ notify.Sender = (*Folder)(nil)

// Send implements notify.Sender.
func (f *Folder) Send(_ context.Context, o notify.Outgoing) (notify.Receipt, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := os.MkdirAll(f.Path, 0o700); err != nil {
		return notify.Receipt{}, err
	}
	err := f.write(o)
	if err != nil {
		return notify.Receipt{}, errors.Join(err, notify.ErrUnsure) // a part of it may be on the disk
	}
	return notify.Receipt{Status: notify.Written}, nil
}

func (f *Folder) write(o notify.Outgoing) error {
	if o.Channel == notify.Letter {
		return f.letter(o)
	}
	there, err := f.holds(o)
	if err != nil || there {
		return err
	}
	var line bytes.Buffer
	w := csv.NewWriter(&line)
	if err := w.Write([]string{o.Key, o.Address, o.Text}); err != nil {
		return err
	}
	w.Flush()
	return add(filepath.Join(f.Path, string(o.Channel)+"-"+calendar.Day(f.Now())+".csv"), line.Bytes())
}

// letter writes a letter under a name that is only taken once it is whole.
func (f *Folder) letter(o notify.Outgoing) error {
	path := filepath.Join(f.Path, "letter-"+o.Key+".txt")
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	half := path + ".tmp"
	if err := os.Remove(half); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := add(half, []byte(o.Address+"\n\n"+o.Text+"\n")); err != nil {
		return err
	}
	return os.Rename(half, path)
}

// holds tells whether a whole line with the message's key stands in a file of its channel.
func (f *Folder) holds(o notify.Outgoing) (bool, error) {
	paths, err := filepath.Glob(filepath.Join(f.Path, string(o.Channel)+"-*.csv"))
	if err != nil {
		return false, err
	}
	for _, path := range paths {
		raw, err := os.ReadFile(path)
		if err != nil {
			return false, err
		}
		whole := "\n" + string(raw[:bytes.LastIndexByte(raw, '\n')+1])
		if strings.Contains(whole, "\n"+o.Key+",") {
			return true, nil
		}
	}
	return false, nil
}

// add writes at the end of a file and brings it to the disk. A line that a crash cut short goes: nobody was told that it was
// there, and it is written again under its key.
func add(path string, raw []byte) (err error) {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	before, err := io.ReadAll(file)
	if err != nil {
		return err
	}
	end := int64(bytes.LastIndexByte(before, '\n') + 1)
	if err := file.Truncate(end); err != nil {
		return err
	}
	if _, err := file.WriteAt(raw, end); err != nil {
		return err
	}
	return file.Sync()
}
