using System.Runtime.InteropServices;

namespace Basalt.Auth;

/// <summary>Lets a thread step back behind all others of this program, and of the machine, as far as the system can be asked to.</summary>
internal static class BackgroundThread
{
    /// <summary>What is added to the niceness on Linux, of 0 to 19: about a tenth of the processor is left when others want all of it, and all of it when nobody does.</summary>
    internal const int Niceness = 10;

    /// <summary>Of the current thread. Where it is refused the thread stays as important as others.</summary>
    internal static void StepBack()
    {
        Thread.CurrentThread.Priority = ThreadPriority.BelowNormal; // means nothing on Linux
        if (OperatingSystem.IsLinux()) _ = Nice(Niceness); // of the thread, not of the process: https://man7.org/linux/man-pages/man2/nice.2.html
    }

    [DllImport("libc", EntryPoint = "nice")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern int Nice(int more);
}
