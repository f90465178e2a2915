package main

import (
	"errors"
	"io"
	"strings"

	"github.com/alecthomas/kong"

	"github.com/usher-id/usher/internal/store"
	"github.com/usher-id/usher/internal/text"
)

// commandLine is everything that usher understands. A flag tagged setting:"NAME" is also taken
// from the environment, from USHER_NAME.
type commandLine struct {
	Database string `help:"Database: sqlite:PATH or postgres://USER@HOST/NAME. The default is sqlite:usher.db." placeholder:"URL" setting:"DATABASE_URL"`

	ShowVersion versionFlag `name:"version" help:"Show the version."`

	Serve   serveCommand   `cmd:"" help:"Migrate the database, then serve SCIM."`
	Demo    demoCommand    `cmd:"" help:"Serve with everything set up to try: an account, an approved domain, a source and a token."`
	Migrate migrateCommand `cmd:"" help:"Bring the database's schema to this version."`

	Account struct {
		Create accountCreate `cmd:"" help:"Create an account."`
		List   accountList   `cmd:"" help:"List the accounts."`
		Show   accountShow   `cmd:"" help:"Show an account's settings, and from when on its log is kept."`
		Set    accountSet    `cmd:"" help:"Change an account's settings."`
		Delete accountDelete `cmd:"" help:"Delete an account with all that it has."`
	} `cmd:"" help:"Accounts: one for each company."`
	Status statusCommand `cmd:"" help:"Show how an account stands: people by state, who waits for what, open cases, sources, tokens about to expire."`
	Source struct {
		Create  sourceCreate  `cmd:"" help:"Create a source."`
		Set     sourceSet     `cmd:"" help:"Change what a source's word counts for."`
		List    sourceList    `cmd:"" help:"List an account's sources."`
		Disable sourceDisable `cmd:"" help:"Refuse what a source sends; nothing about its people changes."`
		Enable  sourceEnable  `cmd:"" help:"Take back usher source disable."`
		Delete  sourceDelete  `cmd:"" help:"Delete a source, and say what becomes of its people."`
		Show    sourceShow    `cmd:"" help:"Show a source: settings, last contact and error, tokens, people by state, and what of its requests is left aside."`
	} `cmd:"" help:"Sources: the ways in which people reach an account."`
	Service serviceCommands `cmd:"" help:"Connected services: sources that are read."`
	Domain  domainCommands  `cmd:"" help:"E-mail domains that an account may speak for."`
	User    struct {
		Add       userAdd       `cmd:"" help:"Add a person by an e-mail address."`
		Confirm   userConfirm   `cmd:"" help:"Enter the code that a mail has brought to its owner."`
		List      userList      `cmd:"" help:"List an account's users, merged from all sources."`
		Show      userShow      `cmd:"" help:"Show a user, and which source each value comes from."`
		Merge     userMerge     `cmd:"" help:"Make one user of two."`
		Link      userLink      `cmd:"" help:"Make a record part of a user."`
		Unmerge   userUnmerge   `cmd:"" help:"Take a record out of its user, and remember that it is another person."`
		NeverLink userNeverLink `cmd:"" help:"Remember that a record and a user are two people."`
		Edit      userEdit      `cmd:"" help:"Say something of a person in the place of all sources, or nothing any more."`
		Suspend   userSuspend   `cmd:"" help:"Suspend a person whatever sources say, until usher user resume."`
		Resume    userResume    `cmd:"" help:"Take back usher user suspend: what sources say counts again."`
		Erase     userErase     `cmd:"" help:"Erase a person for good, with what the log says of them."`
		Remove    userRemove    `cmd:"" help:"Take back a person whom an administrator has typed."`
		Role      userRole      `cmd:"" help:"Give a user a role in the account, or take it."`
	} `cmd:"" help:"People, each merged from what all sources say."`
	Group struct {
		List groupList `cmd:"" help:"List an account's groups, of all sources."`
		Show groupShow `cmd:"" help:"Show a group and its members."`
	} `cmd:"" help:"Groups, as the sources have them."`
	Import importCommands `cmd:"" help:"Import people from a CSV file, and see and undo what imports did."`
	Review struct {
		List   reviewList   `cmd:"" help:"List who may be whom, for an administrator to decide."`
		Show   reviewShow   `cmd:"" help:"Show both sides of a case beside each other."`
		Decide reviewDecide `cmd:"" help:"Decide a case."`
	} `cmd:"" help:"The review queue: records that may be somebody who is known."`
	Explain explainCommand `cmd:"" help:"Explain why a person is linked, held, active or not."`
	Token   struct {
		Create tokenCreate `cmd:"" help:"Create a bearer token; it is printed alone, and only once."`
		Rotate tokenRotate `cmd:"" help:"Replace a token by a new one; the old one goes on working for a while."`
		Revoke tokenRevoke `cmd:"" help:"Revoke a token for good."`
		List   tokenList   `cmd:"" help:"List an account's tokens."`
	} `cmd:"" help:"Bearer tokens of SCIM sources."`
	Schema struct {
		Add  schemaAdd  `cmd:"" help:"Add a schema (RFC 7643 section 7)."`
		List schemaList `cmd:"" help:"List the schemas that an account has, built-in ones included."`
	} `cmd:"" help:"Schemas of an account."`
	ResourceType struct {
		Add  resourceTypeAdd  `cmd:"" help:"Add a resource type, or extensions to a built-in one (RFC 7643 section 6)."`
		List resourceTypeList `cmd:"" help:"List the resource types that an account has, built-in ones included."`
	} `cmd:"" help:"Resource types of an account."`

	Pool struct {
		Create   poolCreate   `cmd:"" help:"Make a pool of seats for a product."`
		Set      poolSet      `cmd:"" help:"Change a pool; seats that are added go to those who wait."`
		List     poolList     `cmd:"" help:"List the pools and how they stand."`
		Show     poolShow     `cmd:"" help:"Show a pool: seats, used, waiting, in grace, beyond its seats."`
		Forecast poolForecast `cmd:"" help:"Say how a pool will stand day by day, and when it runs short of seats."`
		Delete   poolDelete   `cmd:"" help:"Remove a pool of which nobody has a license."`
	} `cmd:"" help:"Pools of license seats."`
	Rule struct {
		Add    ruleAdd    `cmd:"" help:"Add a rule that gives people licenses of a pool."`
		List   ruleList   `cmd:"" help:"List the rules in the order in which they count."`
		Set    ruleSet    `cmd:"" help:"Change a rule; nothing happens to people whom it fits before and after."`
		Remove ruleRemove `cmd:"" help:"Remove a rule; who has a license by it keeps it for its grace."`
		Test   ruleTest   `cmd:"" help:"Say who would gain, who would lose and how many seats would be missing."`
	} `cmd:"" help:"Rules that give licenses."`
	License struct {
		List      licenseList      `cmd:"" help:"List licenses: those with a seat, then those who wait, first in line first."`
		Assign    licenseAssign    `cmd:"" help:"Give a person a license, whatever rules say."`
		Revoke    licenseRevoke    `cmd:"" help:"Take a license that was assigned, or free a seat in its grace now."`
		Move      licenseMove      `cmd:"" help:"Move somebody who waits within the waiting list."`
		Reprocess licenseReprocess `cmd:"" help:"Settle people's licenses again by the rules as they are, and say what came of it."`
		Send      licenseSend      `cmd:"" help:"Send a person's license key by mail, or send it again."`
		Mails     licenseMails     `cmd:"" help:"List the mails that bring license keys, and how far each is."`
		Key       licenseKey       `cmd:"" help:"Print the public key by which clients verify license files."`
		Verify    licenseVerify    `cmd:"" help:"Verify a license file as a client does, without a database or a server."`
	} `cmd:"" help:"Licenses."`

	Device  deviceCommands `cmd:"" help:"Devices that work by licenses: as a client, or as an administrator."`
	Job     jobCommands    `cmd:"" help:"What is done between requests."`
	Secret  secretCommands `cmd:"" help:"Keys that seal the secrets of connected services."`
	Log     logCommand     `cmd:"" help:"Show the provisioning log."`
	Traffic trafficCommand `cmd:"" help:"Show what clients did lately that changed nothing, and what of theirs was not understood."`
	Bench   benchCommand   `cmd:"" help:"Measure any SCIM 2.0 server."`
	Check   checkCommand   `cmd:"" help:"Check how well any SCIM 2.0 server conforms."`
	Version versionCommand `cmd:"" help:"Show the version."`
}

// app is what commands share.
type app struct {
	in       io.Reader
	out, err io.Writer
	database string    // URL; "" for the command's default
	opened   *store.DB // the database, where it is open already

	width  int         // of the tables in cells; 0 for whole lines
	reader text.Reader // of what is printed

	creates bool // the command may make a database that is not there

	env  func(string) string
	sudo string   // who called sudo; "" for nobody
	args []string // the command line, for advice that can be pasted
}

// exit is how the parser ends a command line that needs nothing more, such as --help.
type exit int

func newParser(
	commands *commandLine, env func(string) string, stdout, stderr io.Writer, more ...kong.Option,
) (*kong.Kong, error) {
	return kong.New(commands, append(more,
		kong.Name("usher"),
		kong.Description("One SCIM 2.0 front door for a company's people."),
		kong.Writers(stdout, stderr),
		kong.Exit(func(status int) { panic(exit(status)) }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, NoExpandSubcommands: true}),
		kong.ValueFormatter(describe),
		kong.Vars(benchVariables()),
		kong.Resolvers(kong.ResolverFunc(func(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
			if name := variable(flag.Value); name != "" && env(name) != "" {
				return env(name), nil
			}
			return nil, nil
		})),
	)...)
}

// variable is the environment variable of a setting, "" for what is none.
func variable(v *kong.Value) string {
	if name := v.Tag.Get("setting"); name != "" {
		return "USHER_" + name
	}
	return ""
}

// describe is a flag's or argument's help, with its variable.
func describe(v *kong.Value) string {
	if name := variable(v); name != "" {
		return strings.TrimSuffix(v.Help, ".") + " ($" + name + ")."
	}
	return v.Help
}

// commandOf names the command that a usage error is about.
func commandOf(err error) string {
	var e *kong.ParseError
	if errors.As(err, &e) && e.Context != nil && e.Context.Selected() != nil {
		return e.Context.Selected().FullPath()
	}
	return "usher"
}
