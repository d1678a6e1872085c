using LeakFleet.Agent.Heap.Isolation;
using SandboxProbe;

// A program that stands in for a hostile library: it closes the agent's sandbox around itself and then tries to get out, one attempt after
// another. Each is a line "name result errno". It ends with "DONE", and at once when the sandbox could not be closed.
var parent = int.Parse(args[0], System.Globalization.CultureInfo.InvariantCulture);
var results = new List<string>();
using var copy = new LibraryCopy();
copy.Append([1, 2, 3]);
copy.Seal();
using var output = new FileStream(new Microsoft.Win32.SafeHandles.SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
Attempts.Prepare();
InspectorProgram.LoadCodeOf(typeof(Attempts).Assembly);
var path = Sandbox.Enter(copy.Descriptor, new SandboxLimits(65_534, MemoryMegabytesMax: 256, CpuSecondsMax: 5, LifeSecondsMax: 30));

Attempts.All(parent, path, (name, result, errno) => results.Add($"{name} {result} {errno}"));
results.Add("DONE");
output.Write(System.Text.Encoding.ASCII.GetBytes(string.Join('\n', results) + "\n"));
return 0;
