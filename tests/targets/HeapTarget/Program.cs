using System.Globalization;
using HeapTarget;

// A program to look into: builds a heap of known content, says READY, and then does as it is told, one word a line on stdin:
//   churn N   allocate as fast as it can on N threads, and collect now and then; the built objects do not change
//   quiet     stop that
//   breathe   grow and shrink, giving all memory back each time, until
//   hold
//   fork N    start N other programs, each of which ends after half a minute
//   collect   one full collection; answer with how many collections there have been: READY count
//   watch     note how long the sleeps of a 1 ms timer really take, until
//   unwatch
//   stall     answer with the longest of those noted since the last "watch": STALL max-ms p99.9-ms count
// It ends when stdin closes. With --static a static field holds what it built, not only a local of Main. With --fill-megabytes N it holds so many megabytes of arrays besides. With --holders it holds objects in many
// ways, with --cruel in some that are hard to look through. With --long-names it holds an object whose type's name has megabytes.
var objects = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 300_000;
var built = BuiltHeap.Of(objects);
var fill = Array.IndexOf(args, "--fill-megabytes");
if (fill >= 0) built.Fill(int.Parse(args[fill + 1], CultureInfo.InvariantCulture));
if (args.Contains("--static")) BuiltHeap.Kept = built;
GC.Collect();
GC.WaitForPendingFinalizers();
GC.Collect();
if (args.Contains("--holders")) Holders.Make();
if (args.Contains("--cruel")) Cruel.Make();
var longNamed = args.Contains("--long-names") ? LongNames.Make() : null;
var stalls = args.Contains("--stalls") ? new StallMeter() : null;
var churn = new Churn();
var breath = new Breath();
Console.WriteLine("READY");

while (Console.ReadLine() is { } line)
{
    var words = line.Split(' ');
    switch (words[0])
    {
        case "churn":
            churn.Start(int.Parse(words[1], CultureInfo.InvariantCulture));
            Console.WriteLine("READY");
            break;
        case "quiet":
            churn.Stop();
            Console.WriteLine($"READY {churn.Allocations}");
            break;
        case "breathe":
            breath.Start();
            Console.WriteLine("READY");
            break;
        case "hold":
            breath.Stop();
            Console.WriteLine("READY");
            break;
        case "fork":
            System.Diagnostics.Process.Start("sh", ["-c", "i=0; while [ $i -lt $0 ]; do sleep 30 & i=$((i + 1)); done", words[1]]).Dispose();
            Console.WriteLine("READY");
            break;
        case "collect":
            GC.Collect();
            Console.WriteLine($"READY {GC.CollectionCount(0)}");
            break;
        case "watch":
            stalls?.Watch();
            Console.WriteLine("READY");
            break;
        case "unwatch":
            stalls?.Unwatch();
            Console.WriteLine("READY");
            break;
        case "stall":
            Console.WriteLine(stalls?.Report() ?? "STALL 0 0 0");
            break;
        default:
            Console.WriteLine($"UNKNOWN {words[0]}");
            break;
    }
}
churn.Stop();
breath.Stop();
GC.KeepAlive(built);
GC.KeepAlive(longNamed);
return 0;
