namespace Rrm.TeacherServer.Security;

/// <summary>Something made of files.</summary>
internal interface IReloaded
{
    /// <summary>What it is, for the log.</summary>
    string What { get; }

    /// <summary>Makes it anew if the files changed; false if they did not.</summary>
    /// <exception cref="RrmException">They changed to something that cannot be used. What was there stays.</exception>
    bool Reload();
}
