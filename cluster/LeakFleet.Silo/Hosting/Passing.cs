namespace LeakFleet.Silo.Hosting;

/// <summary>Which failures of a call pass by themselves.</summary>
internal static class Passing
{
    /// <summary>Nobody answers, or the database does not: a grain that cannot read its state does not begin, and says why in the exception.</summary>
    public static bool Is(Exception exception) => exception is TimeoutException or OrleansException or System.Data.Common.DbException or IOException;
}
