// Package sun verifies the messages of NFC tags that say something else at every tap: NXP's Secure Unique NFC message (SUN, also
// SDM), as its application note AN12196 writes it for NTAG 424 DNA. Bytes in, values out. It serves every service that is
// delivered at home: the beneficiary's tag says that a telephone was held to it, and a copied message is known by its counter.
//
// Covered are encrypted PICC data with mirrored UID and counter, and the MAC over whatever of the file the tag was told to sign,
// which may be nothing. Not covered: plain mirroring, encrypted file data, and the LRP mode. That a counter has risen is for the
// caller to compare: this package keeps nothing.
package sun
