package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/usher-id/usher/internal/text"
	"github.com/usher-id/usher/licensing/licensefile"
)

type licenseVerify struct {
	File        string   `arg:"" help:"License file; - for the standard input."`
	Key         []string `required:"" help:"Public key that may have signed, or a file with such keys, one a line. May be repeated." placeholder:"KEY|FILE" sep:"none"`
	Fingerprint string   `help:"Fingerprint of the device that the file has to be for. Without it the device is not compared." placeholder:"TEXT"`
	Product     string   `help:"Product that the file has to be for." placeholder:"NAME"`
	Now         moment   `help:"Judge as if it were that time. The default is the clock." placeholder:"TIME"`
	Seen        moment   `help:"The greatest time that the device has ever seen, to find a clock that was set back." placeholder:"TIME"`
	asJSON
}

// Run verifies a license file as a client does, without a database and without a server. It fails unless the file is
// valid, or in its grace.
func (c *licenseVerify) Run(a *app) error {
	keys, err := c.keys()
	if err != nil {
		return err
	}
	file, err := c.read(a)
	if err != nil {
		return err
	}
	l, err := licensefile.Verify(file, keys, licensefile.Expect{
		Fingerprint: c.Fingerprint, AnyDevice: c.Fingerprint == "", Product: c.Product, Now: c.Now.Time, Seen: c.Seen.Time,
	})
	if err != nil {
		return c.refuse(a, err)
	}
	v := viewLicenseFile(l)
	v.State, v.DeviceCompared = string(l.State), c.Fingerprint != ""
	v.Says = a.says("licenseFile.valid", "until", stamp(l.End()), "expires", stamp(l.Expires))
	if l.State == licensefile.Grace {
		v.Says = a.says("licenseFile.grace", "until", stamp(l.End()), "expires", stamp(l.Expires), "issuer", l.Issuer)
	}
	if c.JSON {
		return write(a, true, "", []licenseFileView{v}, nil)
	}
	if !v.DeviceCompared {
		fmt.Fprintln(a.err, a.says("licenseFile.anyDevice"))
	}
	fmt.Fprintln(a.out, visible(v.Says))
	return showFields(a, [][2]string{
		{"STATE", v.State}, {"ISSUER", v.Issuer}, {"ACCOUNT", v.Account}, {"PRODUCT", v.Product}, {"LICENSE", v.License},
		{"LAST-DAY", v.LastDay}, {"DEVICE", v.Device}, {"SLOT", strconv.Itoa(v.Slot)}, {"ISSUED", stampOf(v.Issued)},
		{"VALID-FROM", stampOf(v.NotBefore)}, {"EXPIRES", stampOf(v.Expires)}, {"UNTIL", stampOf(v.Until)}, {"KEY", v.Key},
	})
}

// refuse says why the file is refused. A program reads it on the standard output.
func (c *licenseVerify) refuse(a *app, err error) error {
	var e *licensefile.Error
	if !errors.As(err, &e) {
		return err
	}
	refused := refusedLicenseFile(e)
	if !c.JSON {
		return refused
	}
	v := licenseFileView{}
	if e.License != nil {
		v = viewLicenseFile(e.License)
		v.DeviceCompared = c.Fingerprint != ""
	}
	v.State, v.Reason, v.Says = "refused", string(e.Reason), a.reader.Error(refused)
	return errors.Join(refused, write(a, true, "", []licenseFileView{v}, nil))
}

// read reads the license file; of one that is too long, so much that this is seen.
func (c *licenseVerify) read(a *app) ([]byte, error) {
	if c.File == "-" {
		file, err := io.ReadAll(io.LimitReader(a.in, licensefile.MaxFile+1))
		if err != nil {
			return nil, unread(c.File, err)
		}
		return file, nil
	}
	return readUpTo(c.File, licensefile.MaxFile+1)
}

// readUpTo reads the beginning of a file, which may be a pipe.
func readUpTo(file string, most int64) ([]byte, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, unread(file, err)
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, most))
	if err != nil {
		return nil, unread(file, err)
	}
	return b, nil
}

// keys are those of all --key.
func (c *licenseVerify) keys() (licensefile.KeySet, error) {
	var all licensefile.KeySet
	for _, given := range c.Key {
		printed, of := []byte(given), "--key"
		if !strings.HasPrefix(strings.TrimSpace(given), licensefile.KeyPrefix) {
			b, err := readUpTo(given, licensefile.MaxKeys+1)
			if err != nil {
				return nil, text.Errorf(err, "licenseFile.key.unread", "start", licensefile.KeyPrefix)
			}
			printed, of = b, given
		}
		keys, err := licensefile.ParseKeys(printed)
		var e *licensefile.KeyError
		if errors.As(err, &e) {
			return nil, inFile(of, wrongKeys(e))
		}
		all = append(all, keys...)
	}
	return all, nil
}

// licenseFileView is a license file. What stands in it is left out of one whose signature is not right.
type licenseFileView struct {
	State          string     `json:"state"` // valid, grace, refused
	Reason         string     `json:"reason,omitempty"`
	Says           string     `json:"says"`
	Issuer         string     `json:"issuer,omitempty"`
	Account        string     `json:"account,omitempty"`
	Product        string     `json:"product,omitempty"`
	License        string     `json:"license,omitempty"`
	LastDay        string     `json:"lastDay,omitempty"`
	Device         string     `json:"device,omitempty"`
	DeviceCompared bool       `json:"deviceCompared"`
	Slot           int        `json:"slot,omitempty"`
	Issued         *time.Time `json:"issued,omitempty"`
	NotBefore      *time.Time `json:"notBefore,omitempty"`
	Expires        *time.Time `json:"expires,omitempty"`
	Until          *time.Time `json:"until,omitempty"` // with its grace
	Key            string     `json:"key,omitempty"`
	Seen           *time.Time `json:"seen,omitempty"` // the greatest time seen, to be kept
}

func viewLicenseFile(l *licensefile.License) licenseFileView {
	until, seen := l.End(), l.Seen.UTC()
	return licenseFileView{
		Issuer: l.Issuer, Account: l.Account, Product: l.Product, License: l.License, LastDay: l.LastDay, Device: l.Device,
		Slot: l.Slot, Issued: &l.Issued, NotBefore: &l.NotBefore, Expires: &l.Expires, Until: &until, Key: l.KeyID, Seen: &seen,
	}
}
