namespace LeakFleet.FleetSimulator.Corpus;

/// <summary>Measures of a whole process, as rows with a type that no program can have.</summary>
internal static class Measures
{
    public const char Mark = '$';
    public const string RssAnonymous = "$rss.anonymous";
    public const string RssFile = "$rss.file";
    public const string GcCommitted = "$gc.committed";
    public const string Threads = "$threads";
    public const string FileDescriptors = "$file-descriptors";
    public const string Limit = "$limit";
    public const string Usage = "$usage";
    public const string Handles = "$handles";
    public const string Finalizers = "$finalizers";
    public const string Fragmentation = "$fragmentation";
    public const string Pinned = "$pinned";
    public const string Exited = "$exited";

    public static bool IsMeasure(string type) => type.Length > 0 && type[0] == Mark;

    public static bool IsKnown(string type) => type is RssAnonymous or RssFile or GcCommitted or Threads or FileDescriptors or Limit or Usage
        or Handles or Finalizers or Fragmentation or Pinned or Exited;
}
