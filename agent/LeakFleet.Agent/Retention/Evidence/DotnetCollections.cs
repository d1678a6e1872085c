using LeakFleet.Agent.Retention.Search;

namespace LeakFleet.Agent.Retention.Evidence;

/// <summary>
/// Which types are .NET's own collections. Of these alone a field is read for the number of elements: what a field of any other type says is the program's own business, even when
/// it is called <c>Count</c>, and the number is sent.
/// </summary>
internal static class DotnetCollections
{
    private const string Namespace = "System.Collections.";
    private const string Assembly = "System";

    public static bool Has(HeapSession session, ulong methodTable) =>
        session.Inspection.Resolve([methodTable]) is [{ } type] && type.Name.StartsWith(Namespace, StringComparison.Ordinal)
        && (type.Assembly == Assembly || type.Assembly.StartsWith(Assembly + ".", StringComparison.Ordinal));
}
