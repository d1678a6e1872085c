using System.Globalization;
using System.Text;
using LeakFleet.Agent.Heap.Isolation;
using SandboxProbe;

// A program that stands in for a hostile library: it closes the agent's sandbox around itself and then tries to get out, one attempt after
// another. Each is a line "name result errno". It ends with "DONE", and at once when the sandbox could not be closed.
// Arguments: a process to attack, a secret file, and "guarded" when whoever started it guards its openings: then its first line is "GUARD descriptor", and it
// goes on when it is sent a byte.
var victim = int.Parse(args[0], CultureInfo.InvariantCulture);
var secret = args[1];
var isGuarded = args[2..] is ["guarded"];
var results = new List<string>();
using var copy = new LibraryCopy();
copy.Append([1, 2, 3]);
copy.Seal();
using var input = new FileStream(new Microsoft.Win32.SafeHandles.SafeFileHandle(0, ownsHandle: false), FileAccess.Read, bufferSize: 0);
using var output = new FileStream(new Microsoft.Win32.SafeHandles.SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
Attempts.Prepare();
InspectorProgram.LoadCodeOf(typeof(Attempts).Assembly);
var path = Sandbox.Enter(copy.Descriptor, new SandboxLimits(65_534, MemoryMegabytesMax: 128, CpuSecondsMax: 5, LifeSecondsMax: 30), isGuarded ? HandOver : null);

Attempts.Library(path, Report);
Attempts.All(victim, path, secret, Report);
results.Add("DONE");
output.Write(Encoding.ASCII.GetBytes(string.Join('\n', results) + "\n"));
return 0;

void Report(string name, long result, int errno) => results.Add($"{name} {result} {errno}");

void HandOver(int guard)
{
    output.Write(Encoding.ASCII.GetBytes($"GUARD {guard}\n"));
    if (input.ReadByte() < 0) throw new IOException("nobody guards");
}
